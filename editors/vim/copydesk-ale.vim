" copydesk in Vim, by ALE: source this file from your vimrc, after ALE is on the runtimepath.
function! CopydeskRoot(buffer) abort
  let l:stylebook = ale#path#FindNearestFile(a:buffer, 'copydesk.yaml')
  return empty(l:stylebook) ? fnamemodify(bufname(a:buffer), ':p:h') : fnamemodify(l:stylebook, ':h')
endfunction

for s:type in ['text', 'markdown']
  call ale#linter#Define(s:type, {
  \   'name': 'copydesk',
  \   'lsp': 'stdio',
  \   'language': s:type is# 'text' ? 'plaintext' : 'markdown',
  \   'executable': 'copydesk',
  \   'command': '%e lsp',
  \   'project_root': function('CopydeskRoot'),
  \ })
endfor
