-- :checkhealth copydesk
local clients = require('copydesk.client')

local M = {}

local health = vim.health or require('health')
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local problem = health.error or health.report_error
local info = health.info or health.report_info

local function version_of(path)
  local said = vim.fn.system({ path, '--version' })
  return vim.v.shell_error == 0 and vim.trim(said) or nil
end

local function check_program(path)
  if vim.fn.executable(path) == 0 then
    problem(('there is no program “%s” on the path'):format(path), {
      'Install it: cargo install --locked --path . in a clone of copydesk.',
      "Or say where it is: require('copydesk').setup({ path = '/where/it/is/copydesk' })",
    })
    return
  end
  local version = version_of(path)
  if version then
    ok(('%s is %s'):format(version, vim.fn.exepath(path)))
  else
    problem(('“%s” does not run: %s --version fails'):format(path, path), {
      'Run it in a terminal to see why.',
    })
  end
end

local function filetypes()
  local configured = vim.lsp.config and vim.lsp.config.copydesk
  return configured and configured.filetypes or require('copydesk').options.filetypes
end

--- Whether something starts the server when a story is opened.
local function is_started()
  if vim.lsp.is_enabled then
    return vim.lsp.is_enabled('copydesk')
  end
  if vim.lsp.enable and vim.lsp._enabled_configs then
    return vim.lsp._enabled_configs.copydesk ~= nil
  end
  return vim.fn.exists('#copydesk#FileType') == 1
end

local function check_starting()
  local types = table.concat(filetypes(), ', ')
  if is_started() then
    ok('starts for files of the types ' .. types)
  elseif #clients.all() > 0 then
    ok('was started by a call of your own')
  else
    warn('nothing starts it', {
      "Write in your init.lua: require('copydesk').setup({})",
    })
  end
end

local function check_clients()
  local running = clients.all()
  if #running == 0 then
    info('no story is open, so the server does not run now')
  end
  for _, client in ipairs(running) do
    local names = vim.tbl_map(function(bufnr)
      return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(bufnr), ':~:.')
    end, clients.buffers(client))
    local root = client.config.root_dir
    ok(
      ('client %d runs for %s; folder: %s; columns are %s'):format(
        client.id,
        #names > 0 and table.concat(names, ', ') or 'no buffer',
        root and vim.fn.fnamemodify(root, ':~') or 'none, each story by itself',
        client.offset_encoding
      )
    )
  end
end

--- The stylebooks that govern the stories that are open.
local function check_stylebook()
  local found, without = {}, {}
  for _, client in ipairs(clients.all()) do
    for _, bufnr in ipairs(clients.buffers(client)) do
      local name = vim.api.nvim_buf_get_name(bufnr)
      local folder = vim.fn.fnamemodify(name, ':p:h')
      local stylebook = vim.fn.findfile('copydesk.yaml', vim.fn.escape(folder, ' ,;') .. ';')
      if stylebook ~= '' then
        found[vim.fn.fnamemodify(stylebook, ':p')] = true
      else
        table.insert(without, vim.fn.fnamemodify(name, ':t'))
      end
    end
  end
  for path in pairs(found) do
    ok('stylebook: ' .. path)
  end
  if #without > 0 then
    info(
      ('no copydesk.yaml governs %s: words and names can be added to your own dictionary only. '
        .. '`copydesk init` in the folder of the stories makes one.'):format(table.concat(without, ', '))
    )
  end
end

function M.check()
  start('copydesk')
  if vim.fn.has('nvim-0.7') == 0 then
    return problem('Neovim 0.7 or later is needed')
  end
  local running = clients.all()[1]
  local cmd = running and running.config.cmd
  check_program(type(cmd) == 'table' and cmd[1] or require('copydesk').options.path)
  check_starting()
  check_clients()
  check_stylebook()
end

return M
