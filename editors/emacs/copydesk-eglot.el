;;; copydesk-eglot.el --- the copy desk in Emacs, by eglot -*- lexical-binding: t -*-

;; SPDX-License-Identifier: MIT OR Apache-2.0
;; Package-Requires: ((emacs "26.3") (eglot "1.9"))

;;; Commentary:

;; (load "/where/your/clone/is/editors/emacs/copydesk-eglot.el")
;; (add-hook 'text-mode-hook #'copydesk-ensure)
;; markdown-mode is made from text-mode, so its buffers are served too.

;;; Code:

(require 'eglot)
(require 'compile)

(defgroup copydesk nil "The copy desk." :group 'text)

(defcustom copydesk-program "copydesk"
  "The program: a name on the path, or the whole path."
  :type 'string)

(add-to-list 'eglot-server-programs
             `((text-mode markdown-mode gfm-mode)
               . ,(lambda (&rest _) (list copydesk-program "lsp"))))

(defun copydesk-ensure ()
  "Start copydesk for this buffer if it is a story with a file."
  (when (and buffer-file-name
             (memq major-mode '(text-mode markdown-mode gfm-mode)))
    (eglot-ensure)))

(defun copydesk--uri ()
  "The address of the story in this buffer."
  (let ((path buffer-file-name))
    (if (fboundp 'eglot-path-to-uri)
        (eglot-path-to-uri path)
      (eglot--path-to-uri path))))

(defun copydesk--execute (command &rest argument)
  "Have the server execute COMMAND with ARGUMENT, a list of keys and values."
  (let ((server (eglot-current-server)))
    (unless server
      (user-error "copydesk does not run for this buffer: M-x eglot starts it"))
    (jsonrpc-request server :workspace/executeCommand
                     (list :command command :arguments (vector argument))
                     ;; Waits until the server has what was typed.
                     :deferred (intern command))))

(defun copydesk-fix-all ()
  "Fix everything that needs no second look."
  (interactive)
  (copydesk--execute "copydesk.fixAll" :uri (copydesk--uri)))

(defun copydesk--word ()
  "The word at point, or what is selected."
  (if (use-region-p)
      (buffer-substring-no-properties (region-beginning) (region-end))
    (or (thing-at-point 'word t) "")))

(defun copydesk-add-word (word &optional personal)
  "Add WORD to the newsroom's dictionary; with a prefix, PERSONAL, to your own."
  (interactive (list (read-string "Word: " (copydesk--word)) current-prefix-arg))
  (copydesk--execute "copydesk.addWord" :uri (copydesk--uri) :word word
                     :to (if personal "personal" "project"))
  (message "“%s” is in %s dictionary now." word (if personal "your own" "the newsroom’s")))

(defun copydesk-add-name (name)
  "Add NAME to the names file."
  (interactive (list (read-string "Name for the names file: " (copydesk--word))))
  (copydesk--execute "copydesk.addName" :uri (copydesk--uri) :name name)
  (message "“%s” is in the names file now." name))

(defun copydesk-explain (rule)
  "Say what RULE is for; the one at point, if there is one."
  (interactive (list (read-string "Rule: " (copydesk--rule))))
  (let ((program copydesk-program)
        ;; Its stylebook is the one of this story.
        (folder default-directory))
    (with-help-window "*copydesk rule*"
      (with-current-buffer standard-output
        (setq default-directory folder)
        (call-process program nil t nil "explain" rule)
        (visual-line-mode)))))

(defun copydesk--rule ()
  "The rule of the mark at point."
  (let* ((mark (car (flymake-diagnostics (point))))
         (said (and mark (flymake-diagnostic-text mark))))
    (and said (string-match "\\[\\([a-z-]+/[a-z-]+\\)\\]" said) (match-string 1 said))))

(defun copydesk-ledger ()
  "List who is quoted where, and where attribution is missing.
Enter goes to a quotation, and so does \\[next-error]."
  (interactive)
  (let* ((story (copydesk--execute "copydesk.story" :uri (copydesk--uri)))
         (name (file-name-nondirectory buffer-file-name))
         (folder default-directory)
         (lines (mapcar (lambda (quote) (copydesk--quotation name quote))
                        (plist-get story :quotations))))
    (with-current-buffer (get-buffer-create "*copydesk ledger*")
      (let ((inhibit-read-only t))
        (erase-buffer)
        (setq default-directory folder)
        (insert (plist-get story :summary) "\n\n" (mapconcat #'identity lines "\n") "\n")
        (compilation-mode "Ledger")
        (setq-local compilation-error-screen-columns nil)
        (setq default-directory folder)
        (goto-char (point-min)))
      (display-buffer (current-buffer)))))

(defun copydesk--quotation (name quote)
  "The line of the ledger for QUOTE in the file NAME."
  (let* ((place (eglot--lsp-position-to-point (plist-get (plist-get quote :range) :start)))
         (speaker (plist-get quote :speaker))
         (attributed (eq (plist-get quote :attributed) t)))
    (save-excursion
      (goto-char place)
      (format "%s:%d:%d: %s%s: %s" name (line-number-at-pos)
              (1+ (- place (line-beginning-position)))
              (if attributed "" "warning: ")
              (or speaker (if attributed "someone" "no attribution"))
              (replace-regexp-in-string "[ \n]+" " " (plist-get quote :text))))))

(provide 'copydesk-eglot)
;;; copydesk-eglot.el ends here
