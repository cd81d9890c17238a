;;; story.el --- the story of a reporter in Emacs -*- lexical-binding: t -*-
(package-initialize)
(require 'eglot)
(load (getenv "COPYDESK_EL") nil t)
(setq eglot-autoshutdown t eglot-sync-connect 20 eglot-confirm-server-initiated-edits nil
      flymake-no-changes-timeout 0.1 make-backup-files nil create-lockfiles nil)

(defun story-wait (what condition)
  "Wait until CONDITION holds."
  (let ((end (+ (float-time) 15)))
    (while (and (not (funcall condition)) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless (funcall condition) (error "Waited in vain for %s: %S" what (story-marks)))))

(defun story-send ()
  "Send what has changed: an idle timer does, which a batch Emacs never runs."
  (eglot--signal-textDocument/didChange))

(defun story-marks ()
  "The texts that are marked, in order."
  (flymake-start)
  (mapcar (lambda (d) (buffer-substring-no-properties (flymake-diagnostic-beg d) (flymake-diagnostic-end d)))
          (sort (flymake-diagnostics)
                (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b))))))

(defun story-marked (&rest texts)
  "Wait until just TEXTS are marked."
  (story-wait (format "the marks %S" texts) (lambda () (equal (story-marks) texts))))

(defconst story-quote
  "“Hélas, it was like a train 🚂 going through the kitchen, and then all the lights went out.”")

(defun story-to (text)
  "Go to TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(find-file (getenv "COPYDESK_STORY"))
(unless (eq major-mode 'text-mode) (text-mode))
(call-interactively #'eglot)
(flymake-mode 1)
(story-marked "accross" "the the" story-quote "Picket" "grommeted")

(when (getenv "COPYDESK_TEST_HOLD")
  (write-region "" nil (getenv "COPYDESK_TEST_HOLD"))
  (while t (accept-process-output nil 1)))

;; One quick fix, after an emoji; the action that stands first in the menu.
(story-to "Picket said")
(let* ((actions (eglot-code-actions (point) (+ (point) 6) "quickfix"))
       (first (seq-find (lambda (action) (equal (plist-get action :title) "Change to “Pickett”")) actions)))
  (eglot--apply-workspace-edit (plist-get first :edit)))
(story-to "👩‍🚒 Pickett said")
(story-send)
(story-marked "accross" "the the" story-quote "grommeted")

;; The ledger.
(copydesk-ledger)
(with-current-buffer "*copydesk ledger*"
  (princ (buffer-string))
  (goto-char (point-min))
  (search-forward "1 of 2 quotations attributed")
  (search-forward "story.txt:3:30: Priscilla Pickett: “The café 🎭 is what we saved,”")
  (search-forward (concat "story.txt:7:3: warning: no attribution: " story-quote)))
(let ((buffer (current-buffer)))
  (with-current-buffer "*copydesk ledger*"
    (goto-char (point-min)))
  (save-window-excursion
    (let ((next-error-last-buffer (get-buffer "*copydesk ledger*")))
      (next-error)
      (next-error)
      (unless (and (eq (current-buffer) buffer) (looking-at-p (regexp-quote story-quote)))
        (error "The ledger leads to line %d" (line-number-at-pos))))))

;; A rule.
(story-to "“Hélas")
(unless (equal (copydesk--rule) "attribution/missing") (error "The rule at point: %S" (copydesk--rule)))
(copydesk-explain (copydesk--rule))
(with-current-buffer "*copydesk rule*"
  (goto-char (point-min))
  (search-forward "attribution/missing"))

;; A word and a name.
(story-to "grommeted")
(copydesk-add-word (copydesk--word))
(story-marked "accross" "the the" story-quote)
(copydesk-add-name "Øyvind Quuxley")
(story-wait "the names file" (lambda () (file-exists-p "names.yaml")))

;; Everything else that is safe.
(copydesk-fix-all)
(story-wait "the fixes" (lambda () (save-excursion (goto-char (point-min)) (search-forward "go across the bay" nil t))))
(story-send)
(story-marked story-quote)
(save-buffer)
(eglot-shutdown (eglot-current-server) nil 10)
(kill-emacs 0)
