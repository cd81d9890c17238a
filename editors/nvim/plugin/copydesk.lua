-- The command :Copydesk. Nothing is started and no key is mapped here.
if vim.g.loaded_copydesk or not vim.api.nvim_create_user_command then
  return
end
vim.g.loaded_copydesk = true

vim.api.nvim_create_user_command('Copydesk', function(call)
  require('copydesk.commands').run(call)
end, {
  nargs = '*',
  range = true,
  complete = function(lead, line)
    return require('copydesk.commands').complete(lead, line)
  end,
  desc = 'copydesk: fix, add words and names, show the quote ledger',
})

-- From 0.8 on, whatever started the server. In 0.7 setup() sees to it.
if vim.fn.exists('##LspAttach') == 1 then
  vim.api.nvim_create_autocmd('LspAttach', {
    group = vim.api.nvim_create_augroup('copydesk_attach', {}),
    desc = 'copydesk: show the ledger and the pages of rules in Neovim',
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == 'copydesk' then
        require('copydesk.commands').register()
      end
    end,
  })
end
