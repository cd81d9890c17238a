//! The engine Hunspell itself, behind the cargo feature `hunspell`.
//!
//! A `Hunspell` value may not leave its thread, so one thread owns it and takes batches of words over a
//! channel. Should that thread die, the loss is reported (`Dictionary::trouble`) and another takes its place.
//! Hunspell reads files only: the data is written to a private temporary folder, loaded, and deleted.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use hunspell_rs::{CheckResult, Hunspell};

use super::letters::normal;
use super::spellbook::LONGEST;
use super::{Dictionary, Engine};

/// Hunspell over one dictionary. Dropping it ends its thread.
#[derive(Debug)]
pub struct HunspellDictionary {
    data: Arc<Data>,
    worker: Mutex<Option<Sender<Request>>>,
    trouble: Mutex<Option<String>>,
}

#[derive(Debug)]
struct Data {
    aff: String,
    dic: String,
}

enum Request {
    Check(Vec<String>, Sender<Vec<bool>>),
    #[cfg(test)]
    Die,
}

/// Hunspell's tables are shared by all its instances and built without a lock of their own.
static BUILDING: Mutex<()> = Mutex::new(());

impl HunspellDictionary {
    /// Loads the text of an affix and a word file; the error says what went wrong. Hunspell itself
    /// reports nothing, so call it through [`super::load`], which checks the data before and after.
    pub fn new(aff: &str, dic: &str) -> Result<Self, String> {
        let data = Arc::new(Data { aff: aff.to_owned(), dic: dic.to_owned() });
        let worker = start(&data)?;
        Ok(Self { data, worker: Mutex::new(Some(worker)), trouble: Mutex::default() })
    }

    /// One attempt; `None` when the thread is gone.
    fn ask(&self, words: &[&str]) -> Option<Vec<bool>> {
        let (reply, answer) = channel();
        let words = words.iter().map(|word| normal(word).into_owned()).collect();
        locked(&self.worker).as_ref()?.send(Request::Check(words, reply)).ok()?;
        answer.recv().ok()
    }

    fn restart(&self) {
        let started = start(&self.data);
        let mut trouble = locked(&self.trouble);
        let mut worker = locked(&self.worker);
        match started {
            Ok(sender) => {
                *worker = Some(sender);
                *trouble = Some("the spelling engine hunspell stopped and was started again".to_owned());
            }
            Err(problem) => {
                *worker = None;
                *trouble = Some(format!(
                    "the spelling engine hunspell stopped and could not be started again ({problem}), so no spelling is \
                     checked; write engine: spellbook in copydesk.yaml to use the built-in one"
                ));
            }
        }
    }
}

impl Dictionary for HunspellDictionary {
    fn accepts(&self, word: &str) -> bool {
        self.accepts_all(&[word]).first().copied().unwrap_or(false)
    }

    fn accepts_all(&self, words: &[&str]) -> Vec<bool> {
        // Hunspell's binding panics at a NUL; very long words cost it time and are never known.
        let sane = |word: &&str| word.len() <= LONGEST && !word.contains('\0');
        let asked: Vec<&str> = words.iter().copied().filter(|word| sane(word)).collect();
        if asked.is_empty() {
            return vec![false; words.len()];
        }
        let answers = self.ask(&asked).or_else(|| {
            self.restart();
            self.ask(&asked)
        });
        // Without an engine every word passes: silence is better than an article full of errors.
        let mut answers = answers.unwrap_or_else(|| vec![true; asked.len()]).into_iter();
        words.iter().map(|word| sane(word) && answers.next().unwrap_or(true)).collect()
    }

    fn engine(&self) -> Engine {
        Engine::Hunspell
    }

    fn trouble(&self) -> Option<String> {
        locked(&self.trouble).take()
    }
}

/// Starts the thread and waits until its dictionary is loaded.
fn start(data: &Arc<Data>) -> Result<Sender<Request>, String> {
    let (sender, requests) = channel();
    let (ready, loaded) = channel();
    let data = Arc::clone(data);
    thread::Builder::new()
        .name("hunspell".to_owned())
        .spawn(move || match open(&data) {
            Ok(hunspell) => {
                let _ = ready.send(Ok(()));
                serve(&hunspell, &requests);
                let _building = locked(&BUILDING);
                drop(hunspell);
            }
            Err(error) => {
                let _ = ready.send(Err(error.to_string()));
            }
        })
        .map_err(|error| error.to_string())?;
    loaded.recv().map_err(|_| "it stopped while loading".to_owned())?.map(|()| sender)
}

fn serve(hunspell: &Hunspell, requests: &Receiver<Request>) {
    while let Ok(request) = requests.recv() {
        match request {
            Request::Check(words, reply) => {
                let known = |word: &String| hunspell.check(word) == CheckResult::FoundInDictionary;
                // Nobody waiting for the answer is no reason to stop.
                let _ = reply.send(words.iter().map(known).collect());
            }
            #[cfg(test)]
            Request::Die => panic!("asked to"),
        }
    }
}

fn open(data: &Data) -> io::Result<Hunspell> {
    let folder = tempfile::Builder::new().prefix("copydesk-").tempdir()?;
    let mut paths = Vec::new();
    for (name, text) in [("words.aff", &data.aff), ("words.dic", &data.dic)] {
        let path = folder.path().join(name);
        std::fs::write(&path, text)?;
        let path = path.to_str().filter(|path| !path.contains('\0'));
        paths.push(path.ok_or_else(|| io::Error::other("the name of the temporary folder is not UTF-8"))?.to_owned());
    }
    let _building = locked(&BUILDING);
    let hunspell = Hunspell::new(&paths[0], &paths[1]);
    folder.close()?;
    Ok(hunspell)
}

/// A thread that panicked while it held one of these locks left nothing half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFF: &str = "SET UTF-8\n";
    const DIC: &str = "2\nhouse\nmouse\n";

    #[test]
    fn a_dead_thread_is_replaced_and_reported() {
        let dictionary = HunspellDictionary::new(AFF, DIC).expect("loads");
        assert!(dictionary.accepts("house") && !dictionary.accepts("hause"));
        assert_eq!(dictionary.trouble(), None);
        locked(&dictionary.worker).as_ref().map(|worker| worker.send(Request::Die));
        assert_eq!(dictionary.accepts_all(&["house", "hause", "mouse"]), [true, false, true]);
        assert!(dictionary.trouble().is_some_and(|trouble| trouble.contains("started again")));
        assert_eq!(dictionary.trouble(), None);
    }

    #[test]
    fn words_that_would_harm_it_are_refused() {
        let dictionary = HunspellDictionary::new(AFF, DIC).expect("loads");
        let long = "a".repeat(1_000_000);
        assert_eq!(dictionary.accepts_all(&["house", "hou\0se", &long, "", "🙂", "mouse"])[..3], [true, false, false]);
        assert!(dictionary.accepts("mouse"));
        assert_eq!(dictionary.trouble(), None);
    }
}
