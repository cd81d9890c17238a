-- copydesk for Neovim 0.11 and later: `vim.lsp.enable('copydesk')` finds this file on the runtimepath.
return {
  cmd = { 'copydesk', 'lsp' },
  filetypes = { 'text', 'markdown' },
  root_markers = { 'copydesk.yaml', '.git' },
}
