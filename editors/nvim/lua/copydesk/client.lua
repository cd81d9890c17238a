-- What differs between the versions of Neovim, in one place.
local M = {}

local is_0_11 = vim.fn.has('nvim-0.11') == 1

--- The clients of copydesk: of a buffer, or all.
function M.all(bufnr)
  local found
  if vim.lsp.get_clients then
    found = vim.lsp.get_clients({ bufnr = bufnr })
  elseif bufnr then
    found = vim.lsp.buf_get_clients(bufnr)
  else
    found = vim.lsp.get_active_clients()
  end
  return vim.tbl_filter(function(client)
    return client.name == 'copydesk'
  end, vim.tbl_values(found))
end

--- Calls a method of a client.
function M.call(client, method, ...)
  if is_0_11 then
    return client[method](client, ...)
  end
  return client[method](...)
end

--- The buffers that a client has.
function M.buffers(client)
  return vim.tbl_filter(function(bufnr)
    return vim.lsp.buf_is_attached(bufnr, client.id)
  end, vim.api.nvim_list_bufs())
end

--- The column of a position of the protocol, in bytes from 0.
function M.column(bufnr, position, client)
  local line = vim.api.nvim_buf_get_lines(bufnr, position.line, position.line + 1, false)[1] or ''
  if client.offset_encoding == 'utf-8' then
    return math.min(position.character, #line)
  end
  if is_0_11 then
    return vim.str_byteindex(line, client.offset_encoding, position.character, false)
  end
  local _, units = vim.str_utfindex(line)
  return vim.str_byteindex(line, math.min(position.character, units), true)
end

--- Has the server of a buffer execute a command. `done` gets the result if it succeeds.
function M.execute(bufnr, command, argument, done)
  local client = M.all(bufnr)[1]
  if not client then
    vim.notify(
      'copydesk does not run for this buffer. It runs for files of the types that you gave to setup(); '
        .. ':checkhealth copydesk says what is missing.',
      vim.log.levels.WARN
    )
    return
  end
  local params = { command = command, arguments = { argument } }
  M.call(client, 'request', 'workspace/executeCommand', params, function(error, result)
    if not error then
      if done then
        done(result, client)
      end
    elseif error.code ~= -32603 then
      -- What went wrong with a file, the server has shown already.
      vim.notify('copydesk: ' .. (error.message or 'it did not work'), vim.log.levels.ERROR)
    end
  end, bufnr)
end

return M
