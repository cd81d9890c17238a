-- The story of a reporter in Neovim, told to a real one. How it starts is in the init file that the test gives.
local function wait(what, condition)
  local last
  local held = vim.wait(10000, function()
    last = condition()
    return last
  end, 20)
  assert(held, 'waited in vain for ' .. what)
  return last
end

local function equal(found, expected, what)
  assert(
    vim.deep_equal(found, expected),
    ('%s: found %s, expected %s'):format(what, vim.inspect(found), vim.inspect(expected))
  )
end

local function rule(diagnostic)
  return diagnostic.code or diagnostic.user_data.lsp.code
end

local function marks()
  local found = vim.diagnostic.get(0)
  table.sort(found, function(a, b)
    return a.lnum < b.lnum or a.lnum == b.lnum and a.col < b.col
  end)
  return vim.tbl_map(function(d)
    return rule(d) .. ' ' .. vim.api.nvim_buf_get_text(0, d.lnum, d.col, d.end_lnum, d.end_col, {})[1]
  end, found)
end

local function becomes(what, expected)
  local same = vim.wait(10000, function()
    return vim.deep_equal(marks(), expected)
  end, 20)
  if not same then
    equal(marks(), expected, what)
  end
end

local function line(number)
  return vim.fn.getline(number)
end

local function exists(name)
  return vim.loop.fs_stat(vim.fn.expand('%:p:h') .. '/' .. name) ~= nil
end

--- Takes a quick fix at the cursor, by the way that this version has.
local function quick_fix(title)
  if vim.fn.has('nvim-0.8') == 1 then
    vim.lsp.buf.code_action({
      apply = true,
      filter = function(action)
        return action.title == title
      end,
    })
    return
  end
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = {} }
  for id, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 5000)) do
    for _, action in ipairs(answer.result) do
      if action.title == title then
        vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(id).offset_encoding)
      end
    end
  end
end

local function main()
  local quote = '“Hélas, it was like a train 🚂 going through the kitchen, and then all the lights went out.”'
  becomes('the marks', {
    'spelling/unknown accross',
    'spelling/repeated-word the the',
    'attribution/missing ' .. quote,
    'name/near-miss Picket',
    'spelling/unknown grommeted',
  })

  -- One quick fix, after an emoji.
  vim.fn.cursor(9, line(9):find('Picket') + 2)
  quick_fix('Change to “Pickett”')
  wait('the quick fix', function()
    return line(9):find('👩‍🚒 Pickett said', 1, true)
  end)
  wait('the mark to go', function()
    return #marks() == 4
  end)

  -- The ledger.
  vim.cmd('Copydesk ledger')
  wait('the ledger', function()
    return #vim.fn.getqflist() == 2
  end)
  local list = vim.fn.getqflist({ items = true, title = true })
  assert(list.title:find('1 of 2 quotations attributed', 1, true), list.title)
  equal(vim.bo.filetype, 'qf', 'the ledger is shown')
  equal(list.items[1].text, 'Priscilla Pickett: “The café 🎭 is what we saved,”', 'the first quotation')
  equal(list.items[1].type, '', 'an attributed quotation')
  equal(list.items[2].text, 'no attribution: ' .. quote, 'the second quotation')
  equal(list.items[2].type, 'W', 'a quotation without attribution')
  vim.cmd('2cc')
  equal(vim.fn.strpart(vim.fn.getline('.'), vim.fn.col('.') - 1), quote, 'where the ledger leads')
  vim.cmd('cclose')

  -- Why is it marked?
  vim.cmd('Copydesk explain')
  wait('the page of the rule', function()
    return vim.api.nvim_buf_get_name(0):find('copydesk://rule/attribution/missing', 1, true)
  end)
  assert(line(1):find('attribution/missing', 1, true), line(1))
  vim.cmd('close')

  -- A word and a name.
  vim.fn.cursor(9, line(9):find('grommeted') + 3)
  vim.cmd('Copydesk addword')
  wait('the word to be known', function()
    return #marks() == 3
  end)
  vim.fn.cursor(9, line(9):find('Øyvind'))
  vim.cmd('normal! vee\27')
  vim.cmd("'<,'>Copydesk addname")
  wait('the names file', function()
    return exists('names.yaml')
  end)

  -- Everything else that is safe.
  vim.cmd('Copydesk fixall')
  becomes('the marks after all', { 'attribution/missing ' .. quote })
  equal(vim.bo.fileformat, 'dos', 'the line ends')
  vim.cmd('write')

  -- The house, and the server started again.
  local clients = require('copydesk.client')
  local before = clients.all(0)[1].id
  vim.cmd('Copydesk house ap')
  vim.cmd('Copydesk restart')
  wait('a new client', function()
    local client = clients.all(0)[1]
    return client and client.id ~= before
  end)
  becomes('the marks of the new client', { 'attribution/missing ' .. quote })

  -- What the command offers.
  equal(vim.fn.getcompletion('Copydesk add', 'cmdline'), { 'addword', 'addmyword', 'addname' }, 'completion')
  equal(#vim.fn.getcompletion('Copydesk house ', 'cmdline'), #require('copydesk.commands').houses, 'houses')
  for _, house in ipairs(require('copydesk.commands').houses) do
    vim.fn.system({ 'copydesk', 'explain', 'house/' .. house })
    equal(vim.v.shell_error, 0, 'the house ' .. house)
  end

  -- The health check.
  vim.cmd('checkhealth copydesk')
  local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  for _, part in ipairs({ 'OK:? copydesk 0', 'OK:? client %d+ runs for [^\n]*story.txt', 'OK:? stylebook: [^\n]*copydesk.yaml' }) do
    assert(health:find(part), health)
  end
  assert(not health:find('ERROR'), health)
  vim.cmd('bwipeout!')

  -- The help.
  vim.cmd('help copydesk')
  equal(vim.fn.expand('%:t'), 'copydesk.txt', 'the help')
  for _, command in ipairs(vim.fn.getcompletion('Copydesk ', 'cmdline')) do
    vim.cmd('help :Copydesk-' .. command)
  end
  vim.cmd('helpclose')
end

vim.schedule(function()
  if os.getenv('COPYDESK_TEST_HOLD') then
    -- To be killed: says when it is ready.
    wait('the marks', function()
      return #marks() == 5
    end)
    vim.fn.writefile({}, os.getenv('COPYDESK_TEST_HOLD'))
    return
  end
  local ok, error = xpcall(main, debug.traceback)
  if not ok then
    io.stderr:write(error .. '\n')
    vim.cmd('cquit 1')
  end
  vim.cmd('qall!')
end)
