-- What :Copydesk does.
local clients = require('copydesk.client')

local M = {}

local function tell(message, level)
  vim.notify('copydesk: ' .. message, level or vim.log.levels.INFO)
end

local function rule_of(diagnostic)
  local lsp = (diagnostic.user_data or {}).lsp or {}
  return diagnostic.code or lsp.code
end

--- What copydesk marks at the cursor, the shortest first.
local function marked()
  local at = vim.api.nvim_win_get_cursor(0)
  local line, column = at[1] - 1, at[2]
  local found = vim.tbl_filter(function(diagnostic)
    local begins = diagnostic.lnum < line or diagnostic.lnum == line and diagnostic.col <= column
    local ends = diagnostic.end_lnum > line or diagnostic.end_lnum == line and diagnostic.end_col >= column
    return diagnostic.source == 'copydesk' and begins and ends
  end, vim.diagnostic.get(0))
  local function length(diagnostic)
    return { diagnostic.end_lnum - diagnostic.lnum, diagnostic.end_col - diagnostic.col }
  end
  table.sort(found, function(a, b)
    local one, other = length(a), length(b)
    return one[1] < other[1] or one[1] == other[1] and one[2] < other[2]
  end)
  return found
end

local function text_of(diagnostic)
  local lines = vim.api.nvim_buf_get_text(
    0,
    diagnostic.lnum,
    diagnostic.col,
    diagnostic.end_lnum,
    diagnostic.end_col,
    {}
  )
  return table.concat(lines, ' ')
end

--- The word that is marked as misspelt at the cursor, or else the word there.
local function word_here()
  for _, diagnostic in ipairs(marked()) do
    if (rule_of(diagnostic) or ''):match('^spelling/') then
      return text_of(diagnostic)
    end
  end
  return vim.fn.expand('<cword>')
end

--- The text that was selected, or the whole lines of a range.
local function selected(call)
  local first, last = vim.fn.getpos("'<"), vim.fn.getpos("'>")
  local lines
  if first[2] == call.line1 and last[2] == call.line2 and vim.fn.visualmode() == 'v' then
    local line = vim.fn.getline(last[2])
    -- The last character is selected, too.
    local ends = vim.fn.matchend(line, '.', math.min(last[3], #line) - 1)
    lines = vim.api.nvim_buf_get_text(0, first[2] - 1, first[3] - 1, last[2] - 1, math.max(ends, 0), {})
  else
    lines = vim.api.nvim_buf_get_lines(0, call.line1 - 1, call.line2, false)
  end
  return (vim.trim(table.concat(lines, ' ')):gsub('%s+', ' '))
end

local function add_word(whose, list)
  return function(call, given)
    local word = given ~= '' and given or call.range > 0 and selected(call) or word_here()
    if word == '' then
      return tell('put the cursor on the word, or write it: ' .. ':Copydesk addword WORD', vim.log.levels.WARN)
    end
    local bufnr = vim.api.nvim_get_current_buf()
    local argument = { uri = vim.uri_from_bufnr(bufnr), word = word, to = whose }
    clients.execute(bufnr, 'copydesk.addWord', argument, function()
      tell(('“%s” is in %s now.'):format(word, list))
    end)
  end
end

local function add_name(call, given)
  local bufnr = vim.api.nvim_get_current_buf()
  local function add(name)
    name = vim.trim(name or '')
    if name == '' then
      return
    end
    clients.execute(bufnr, 'copydesk.addName', { uri = vim.uri_from_bufnr(bufnr), name = name }, function()
      tell(('“%s” is in the names file now.'):format(name))
    end)
  end
  if given ~= '' then
    add(given)
  elseif call.range > 0 then
    add(selected(call))
  else
    vim.ui.input({ prompt = 'Name for the names file: ', default = vim.fn.expand('<cword>') }, add)
  end
end

--- One line of the quickfix list for a quotation.
local function quotation(bufnr, client, quote)
  local from, to = quote.range.start, quote.range['end']
  local said = quote.speaker
  if said == nil or said == vim.NIL or said == '' then
    said = quote.attributed and 'someone' or 'no attribution'
  end
  return {
    bufnr = bufnr,
    lnum = from.line + 1,
    col = clients.column(bufnr, from, client) + 1,
    end_lnum = to.line + 1,
    end_col = clients.column(bufnr, to, client) + 1,
    type = quote.attributed and '' or 'W',
    text = said .. ': ' .. quote.text:gsub('%s+', ' '),
  }
end

--- Fills the quickfix list with the quotations of a buffer, each with its speaker; `open` shows it.
local function ledger_of(bufnr, open)
  local argument = { uri = vim.uri_from_bufnr(bufnr) }
  clients.execute(bufnr, 'copydesk.story', argument, function(story, client)
    if type(story) ~= 'table' then
      return tell('this is no story.', vim.log.levels.WARN)
    end
    local items = vim.tbl_map(function(quote)
      return quotation(bufnr, client, quote)
    end, story.quotations)
    vim.fn.setqflist({}, ' ', { title = 'Quote ledger: ' .. story.summary, items = items })
    if #items == 0 then
      return tell('nobody is quoted in this story. ' .. story.summary)
    end
    if open then
      vim.cmd('botright copen ' .. math.min(#items + 1, 10))
    end
  end)
end

local function show_page(rule, lines)
  local name = 'copydesk://rule/' .. rule
  local bufnr = vim.fn.bufadd(name)
  vim.fn.bufload(bufnr)
  vim.bo[bufnr].buftype = 'nofile'
  vim.bo[bufnr].bufhidden = 'wipe'
  vim.bo[bufnr].swapfile = false
  vim.bo[bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, lines)
  vim.bo[bufnr].modifiable = false
  local window = vim.fn.bufwinid(bufnr)
  if window ~= -1 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd('botright ' .. math.min(#lines + 1, 18) .. 'split')
    vim.api.nvim_win_set_buf(0, bufnr)
  end
  vim.wo.wrap = true
  vim.wo.linebreak = true
  vim.keymap.set('n', 'q', '<cmd>close<cr>', { buffer = bufnr, silent = true, desc = 'copydesk: close this page' })
end

--- The program of the client that has a buffer, or the one of setup().
local function program(bufnr)
  local client = clients.all(bufnr)[1] or clients.all()[1]
  local cmd = client and client.config.cmd
  return type(cmd) == 'table' and cmd[1] or require('copydesk').options.path
end

--- Shows the page of a rule, as the stylebook of a buffer has it.
local function explain(bufnr, rule)
  local path = program(bufnr)
  if vim.fn.executable(path) == 0 then
    return tell(('there is no program “%s” on the path. :checkhealth copydesk says what to do.'):format(path), vim.log.levels.ERROR)
  end
  local folder = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(bufnr), ':p:h')
  local out, err = {}, {}
  vim.fn.jobstart({ path, 'explain', rule }, {
    cwd = vim.fn.isdirectory(folder) == 1 and folder or nil,
    stdout_buffered = true,
    stderr_buffered = true,
    on_stdout = function(_, lines)
      out = lines
    end,
    on_stderr = function(_, lines)
      err = lines
    end,
    on_exit = function(_, code)
      if code ~= 0 then
        return tell(vim.trim(table.concat(err, '\n')), vim.log.levels.ERROR)
      end
      while out[#out] == '' do
        table.remove(out)
      end
      show_page(rule, out)
    end,
  })
end

local function explain_here(_, given)
  local bufnr = vim.api.nvim_get_current_buf()
  if given ~= '' then
    return explain(bufnr, given)
  end
  local rules = {}
  for _, diagnostic in ipairs(marked()) do
    local rule = rule_of(diagnostic)
    if rule and not vim.tbl_contains(rules, rule) then
      table.insert(rules, rule)
    end
  end
  if #rules == 0 then
    tell('nothing is marked at the cursor. Go to a mark first, or name a rule: :Copydesk explain RULE', vim.log.levels.WARN)
  elseif #rules == 1 then
    explain(bufnr, rules[1])
  else
    vim.ui.select(rules, { prompt = 'Explain which rule?' }, function(rule)
      if rule then
        explain(bufnr, rule)
      end
    end)
  end
end

M.houses = { 'ap', 'bbc', 'chicago', 'consistency', 'guardian', 'reuters', 'upi' }

local function set_house(house)
  for _, client in ipairs(clients.all()) do
    local settings = vim.deepcopy(client.config.settings or {})
    settings.copydesk = vim.tbl_extend('force', settings.copydesk or {}, { house = house })
    client.config.settings = settings
    client.settings = settings
    clients.call(client, 'notify', 'workspace/didChangeConfiguration', { settings = settings })
  end
  tell(('the house is %s until you leave Neovim. A copydesk.yaml that names one wins.'):format(house))
end

local function house(_, given)
  if #clients.all() == 0 then
    return tell('it does not run. :checkhealth copydesk says what is missing.', vim.log.levels.WARN)
  end
  if given == '' then
    vim.ui.select(M.houses, { prompt = 'Which house style?' }, function(choice)
      if choice then
        set_house(choice)
      end
    end)
  elseif vim.tbl_contains(M.houses, given) then
    set_house(given)
  else
    tell(('there is no house “%s”; there are %s.'):format(given, table.concat(M.houses, ', ')), vim.log.levels.ERROR)
  end
end

--- Stops a client and starts one like it for the buffers that it had, when it is gone.
local function restart_client(client, done)
  local buffers, config = clients.buffers(client), client.config
  clients.call(client, 'stop')
  local timer, waited = vim.loop.new_timer(), 0
  timer:start(
    50,
    50,
    vim.schedule_wrap(function()
      if timer:is_closing() then
        return
      end
      waited = waited + 50
      if not clients.call(client, 'is_stopped') then
        if waited == 3000 then
          clients.call(client, 'stop', true)
        end
        return
      end
      timer:close()
      for _, bufnr in ipairs(buffers) do
        if vim.api.nvim_buf_is_valid(bufnr) then
          require('copydesk').start(vim.deepcopy(config), bufnr)
        end
      end
      done()
    end)
  )
end

local function restart()
  local running = clients.all()
  if #running == 0 then
    return tell('it does not run, so open a story: that starts it.', vim.log.levels.WARN)
  end
  for _, client in ipairs(running) do
    restart_client(client, function()
      tell('it has been started again.')
    end)
  end
end

local function log()
  local path
  for _, client in ipairs(clients.all()) do
    local cmd = type(client.config.cmd) == 'table' and client.config.cmd or {}
    for i, argument in ipairs(cmd) do
      if argument == '--log-file' then
        path = cmd[i + 1]
      end
    end
  end
  path = path or vim.lsp.get_log_path()
  if not vim.loop.fs_stat(path) then
    return tell('there is no log yet; it would be ' .. path)
  end
  vim.cmd('tabedit ' .. vim.fn.fnameescape(path))
  vim.cmd('normal! G')
end

local subcommands = {
  fixall = {
    'Fix everything that needs no second look',
    function()
      local bufnr = vim.api.nvim_get_current_buf()
      clients.execute(bufnr, 'copydesk.fixAll', { uri = vim.uri_from_bufnr(bufnr) })
    end,
  },
  addword = { 'Add the word at the cursor to the newsroom’s dictionary', add_word('project', 'the newsroom’s dictionary') },
  addmyword = { 'Add the word at the cursor to your own dictionary', add_word('personal', 'your own dictionary') },
  addname = { 'Add a name to the names file', add_name },
  ledger = {
    'Show who is quoted where, and where attribution is missing',
    function()
      ledger_of(vim.api.nvim_get_current_buf(), true)
    end,
  },
  explain = { 'Say what the rule at the cursor is for', explain_here },
  house = { 'Choose the house style', house },
  restart = { 'Start the server again', restart },
  log = { 'Open the log', log },
}

local order = { 'fixall', 'ledger', 'explain', 'addword', 'addmyword', 'addname', 'house', 'restart', 'log' }

--- Runs :Copydesk.
function M.run(call)
  local name, given = vim.trim(call.args):match('^(%S*)%s*(.*)$')
  if name == '' then
    return vim.ui.select(order, {
      prompt = 'copydesk',
      format_item = function(item)
        return item .. ': ' .. subcommands[item][1]
      end,
    }, function(choice)
      if choice then
        subcommands[choice][2](call, '')
      end
    end)
  end
  if not subcommands[name] then
    return tell(('there is no “%s”; there are %s.'):format(name, table.concat(order, ', ')), vim.log.levels.ERROR)
  end
  subcommands[name][2](call, given)
end

--- Completes :Copydesk.
function M.complete(lead, line)
  local before = line:match('Copydesk%s+(.*)$') or ''
  before = before:sub(1, #before - #lead)
  local choices = order
  if before:match('^house%s') then
    choices = M.houses
  elseif before:match('^explain%s') then
    choices = {}
    for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
      local rule = diagnostic.source == 'copydesk' and rule_of(diagnostic)
      if rule and not vim.tbl_contains(choices, rule) then
        table.insert(choices, rule)
      end
    end
    table.sort(choices)
  elseif before ~= '' then
    return {}
  end
  return vim.tbl_filter(function(choice)
    return vim.startswith(choice, lead)
  end, choices)
end

--- Has Neovim show what code actions and code lenses of copydesk would show otherwise in a message or a browser.
function M.register()
  vim.lsp.commands['copydesk.story'] = function(command, context)
    local argument = (command.arguments or {})[1] or {}
    ledger_of(argument.uri and vim.uri_to_bufnr(argument.uri) or context.bufnr, true)
  end
  vim.lsp.commands['copydesk.openRule'] = function(command, context)
    explain(context.bufnr or vim.api.nvim_get_current_buf(), command.arguments[1].rule)
  end
end

return M
