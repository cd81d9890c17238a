-- Starts copydesk for stories: by vim.lsp.enable in 0.11, by vim.lsp.start from 0.8, by vim.lsp.start_client in 0.7.
local M = {}

M.defaults = {
  -- The program: a name on the path, or the whole path.
  path = 'copydesk',
  -- More arguments of `copydesk lsp`, such as { '--log-file', '/tmp/copydesk.log', '--log-level', 'info' }.
  arguments = {},
  -- For which files it starts.
  filetypes = { 'text', 'markdown' },
  -- What marks the folder of a project; the first that is found upwards of the story.
  root_markers = { 'copydesk.yaml', '.git' },
  -- typingPause, house, lang, levels, acrossStories, codeLens: see :help copydesk-settings.
  settings = {},
  -- Called with the client and the number of the buffer.
  on_attach = nil,
  -- What your completion plugin wants the server to know.
  capabilities = nil,
}

M.options = vim.deepcopy(M.defaults)

local kinds = {
  path = 'string',
  arguments = 'table',
  filetypes = 'table',
  root_markers = 'table',
  settings = 'table',
  on_attach = 'function',
  capabilities = 'table',
}

local function say_what_is_wrong(given)
  for key, value in pairs(given) do
    if not kinds[key] then
      local known = vim.tbl_keys(kinds)
      table.sort(known)
      vim.notify(
        ('copydesk: there is no option “%s”; there are %s.'):format(key, table.concat(known, ', ')),
        vim.log.levels.WARN
      )
    elseif type(value) ~= kinds[key] then
      vim.notify(('copydesk: the option “%s” should be a %s.'):format(key, kinds[key]), vim.log.levels.WARN)
      given[key] = nil
    end
  end
  return given
end

--- The nearest folder at or above a path that has the first of the markers that any has.
function M.root_of(path)
  local folders, folder = {}, vim.fn.fnamemodify(path, ':p:h')
  while true do
    table.insert(folders, folder)
    local above = vim.fn.fnamemodify(folder, ':h')
    if above == folder then
      break
    end
    folder = above
  end
  for _, marker in ipairs(M.options.root_markers) do
    for _, candidate in ipairs(folders) do
      if vim.loop.fs_stat(candidate .. '/' .. marker) then
        return candidate
      end
    end
  end
end

--- What Neovim is to start, for every way of starting it.
local function config()
  local options = M.options
  local cmd = { options.path, 'lsp' }
  vim.list_extend(cmd, options.arguments)
  return {
    name = 'copydesk',
    cmd = cmd,
    -- An empty table would be sent as a list.
    settings = next(options.settings) and { copydesk = options.settings } or nil,
    on_attach = options.on_attach,
    capabilities = options.capabilities,
  }
end

local clients_of_roots = {}

--- As vim.lsp.start, which 0.7 does not have: one client for each root.
local function start_client(client, bufnr)
  local key = client.root_dir or ''
  local id = clients_of_roots[key]
  if not id or not vim.lsp.get_client_by_id(id) then
    local attached = client.on_attach
    client.on_attach = function(...)
      require('copydesk.commands').register()
      if attached then
        attached(...)
      end
    end
    id = vim.lsp.start_client(client)
    clients_of_roots[key] = id
  end
  if id then
    vim.lsp.buf_attach_client(bufnr, id)
  end
  return id
end

--- Starts a client, or has the one that is there take the buffer too.
function M.start(client, bufnr)
  if vim.lsp.start then
    return vim.lsp.start(client, { bufnr = bufnr })
  end
  return start_client(client, bufnr)
end

local function begin(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  -- Only files: no help, no terminal, nothing without a name or of another machine.
  if vim.bo[bufnr].buftype ~= '' or name == '' or name:match('^%a[%w+.-]+://') then
    return
  end
  if vim.fn.executable(M.options.path) == 0 then
    if not M.told then
      M.told = true
      vim.notify(
        ('copydesk: there is no program “%s” on the path. :checkhealth copydesk says what to do.'):format(
          M.options.path
        ),
        vim.log.levels.WARN
      )
    end
    return
  end
  local client = config()
  client.root_dir = M.root_of(name)
  M.start(client, bufnr)
end

--- Takes the options, all of which may be left out, and starts copydesk for stories that are or will be open.
function M.setup(options)
  M.options = vim.tbl_extend('force', vim.deepcopy(M.defaults), say_what_is_wrong(vim.deepcopy(options or {})))
  if vim.lsp.enable and vim.lsp.config then
    local client = config()
    client.filetypes = M.options.filetypes
    client.root_markers = M.options.root_markers
    vim.lsp.config('copydesk', client)
    vim.lsp.enable('copydesk')
    return
  end
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('copydesk', {}),
    pattern = M.options.filetypes,
    desc = 'copydesk: check this story',
    callback = function(event)
      begin(event.buf)
    end,
  })
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.tbl_contains(M.options.filetypes, vim.bo[bufnr].filetype) then
      begin(bufnr)
    end
  end
end

return M
