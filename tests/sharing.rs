//! Stylebooks that are shared: folders, archives and packages from the web. The web is a server of this test, on this machine.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use copydesk::project::packages::hash;
use copydesk::project::{Overrides, Project};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What the server says: all that it writes to the connection.
type Answers = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// A web server on this machine; it ends with the test.
struct Server {
    address: String,
    answers: Answers,
    asked: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let (answers, asked, over) = (Answers::default(), Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let (saying, counting, ending) = (Arc::clone(&answers), Arc::clone(&asked), Arc::clone(&over));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if ending.load(Ordering::SeqCst) {
                    return;
                }
                counting.fetch_add(1, Ordering::SeqCst);
                answer(stream, &saying);
            }
        });
        Server { address, answers, asked, over, thread: Some(thread) }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn says(&self, path: &str, answer: impl Into<Vec<u8>>) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer.into());
    }

    fn has(&self, path: &str, body: &[u8]) {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        self.says(path, [head.as_bytes(), body].concat());
    }

    fn sends_to(&self, path: &str, location: &str) {
        self.says(
            path,
            format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        );
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn answer(mut stream: TcpStream, answers: &Answers) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let path = lines.next().and_then(|line| line.split(' ').nth(1).map(str::to_owned)).unwrap_or_default();
    for line in lines {
        if line.is_empty() {
            break;
        }
    }
    let none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec();
    let answer = answers.lock().unwrap().get(&path).cloned().unwrap_or(none);
    // A client that has heard enough may go.
    let _ = stream.write_all(&answer);
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(&self.address);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// An archive of these files.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An agency's package: it turns one rule up, and has words of its own.
fn agency(level: &str) -> Vec<u8> {
    let book = format!("rules:\n  quote/unclosed: {level}\n");
    zip(&[("copydesk.yaml", &book), ("dictionary.txt", "glimmerpost\n")])
}

struct Desk(TempDir);

impl Desk {
    fn new(book: &str) -> Self {
        let desk = Desk(tempfile::tempdir().unwrap());
        desk.write("copydesk.yaml", book);
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_default()
    }

    fn project(&self) -> Project {
        Project::load(Some(self.path().join("copydesk.yaml")), &Overrides::default())
    }

    /// The level of the rule that packages here change, and the problems.
    fn level(&self) -> (&'static str, Vec<String>) {
        let project = self.project();
        let level = project.stylebook.rule("quote/unclosed").unwrap().level();
        let problems = project.problems.iter().map(|problem| format!("{:?} {}", problem.place, problem.message));
        (level.map_or("off", copydesk::Level::name), problems.collect())
    }

    /// Runs the program: its code, and all that it wrote.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command.env("XDG_CONFIG_HOME", self.path().join("none")).current_dir(self.path());
        let output = command.args(arguments).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(text).unwrap())
    }

    fn kept(&self) -> usize {
        let files = fs::read_dir(self.path().join(".copydesk/packages")).into_iter().flatten();
        files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "zip")).count()
    }
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "“{part}” is not in:\n{text}");
    }
}

#[test]
fn a_folder_is_a_package() {
    let desk = Desk::new("extends: [./agency]\n");
    desk.write("agency/copydesk.yaml", "extends: ../base.yaml\nrules: {quote/unclosed: hint}\n");
    desk.write("agency/dictionary.txt", "glimmerpost\n");
    desk.write("base.yaml", "rules: {quote/unclosed: info}\n");
    assert_eq!(desk.level(), ("hint", vec![]));
    let lists = desk.project().stylebook.dictionary().words;
    assert_eq!(lists.len(), 1);
    assert_eq!(&*lists[0].text, "glimmerpost\n");

    desk.write("copydesk.yaml", "extends: [./empty]\n");
    fs::create_dir(desk.path().join("empty")).unwrap();
    has(&desk.level().1.concat(), &["there is no copydesk.yaml in this folder"]);
}

#[test]
fn an_archive_is_a_package_and_stays_in_itself() {
    let desk = Desk::new("extends: packs/agency.zip\n");
    desk.write("packs/agency.zip", agency("hint"));
    desk.write("a.txt", "The glimmerpost opened on Monday.\n");
    assert_eq!(desk.level(), ("hint", vec![]));
    assert_eq!(desk.run(&["check", "--only", "spelling", "a.txt"]).0, 0);
    // What is in an archive is not for the newsroom to change.
    assert_eq!(desk.project().word_list(), Some(desk.path().join("dictionary.txt")));
    assert!(desk.project().files().contains(&desk.path().join("packs/agency.zip")));

    // One folder at the top, as archives of repositories have it.
    desk.write("packs/agency.zip", zip(&[("agency-1/copydesk.yaml", "rules: {quote/unclosed: info}\n")]));
    assert_eq!(desk.level(), ("info", vec![]));

    desk.write("secret.yaml", "rules: {quote/unclosed: off}\n");
    let book = "extends: ../secret.yaml\ndictionary: {words: ../../secret.yaml}\n";
    desk.write("packs/agency.zip", zip(&[("copydesk.yaml", book)]));
    let (level, problems) = desk.level();
    assert_ne!(level, "off");
    assert_eq!(problems.iter().filter(|it| it.contains("not in the package that names it")).count(), 2, "{problems:?}");
}

#[test]
fn hostile_archives_are_refused() {
    let book = ("copydesk.yaml", "rules: {quote/unclosed: hint}\n");
    let link = {
        let mut zip = ZipWriter::new_append(Cursor::new(zip(&[book]))).unwrap();
        zip.add_symlink("words.txt", "/etc/hosts", SimpleFileOptions::default()).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let bomb = {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let deflated = SimpleFileOptions::default();
        zip.start_file("copydesk.yaml", deflated).unwrap();
        zip.write_all(book.1.as_bytes()).unwrap();
        zip.start_file("bomb.txt", deflated).unwrap();
        for _ in 0..65 {
            zip.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    assert!(bomb.len() < 1 << 20);
    // The same, and it says that it is small, in both places: what it says is not believed.
    let lying = {
        let mut bytes = bomb.clone();
        let size = (65u32 << 20).to_le_bytes();
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..at + 4] == size).collect();
        assert!(!places.is_empty());
        for at in places {
            bytes[at..at + 4].copy_from_slice(&9u32.to_le_bytes());
        }
        bytes
    };
    let many: Vec<String> = (0..10_001).map(|i| i.to_string()).collect();
    let many: Vec<(&str, &str)> = [book].into_iter().chain(many.iter().map(|name| (name.as_str(), ""))).collect();
    let server = Server::new();
    for (name, bytes, why) in [
        ("slip", zip(&[book, ("../evil.txt", "x")]), "leads out of it"),
        ("drive", zip(&[book, ("C:\\evil.txt", "x")]), "leads out of it"),
        ("absolute", zip(&[book, ("/etc/evil.txt", "x")]), "leads out of it"),
        ("link", link, "is a link"),
        ("bomb", bomb, "unpacks to more than 64 MB"),
        ("lying", lying, "in this package"),
        ("many", zip(&many), "more than 10000 files"),
        ("empty", zip(&[]), "there is no copydesk.yaml in this package"),
        ("nothing", b"no archive".to_vec(), "no package that can be read"),
    ] {
        let path = format!("/{name}.zip");
        server.has(&path, &bytes);
        let desk = Desk::new(&format!("extends: [\"{}\"]\n", server.url(&path)));
        let (code, text) = desk.run(&["sync"]);
        assert_eq!((code, desk.kept()), (2, 0), "{name}: {text}");
        has(&text, &[why]);
        assert_eq!(desk.read("copydesk.lock"), "", "{name}");
    }
    let desk = Desk::new("extends: [./a.zip]\n");
    desk.write("a.zip", zip(&[book, ("../evil.txt", "x")]));
    let (level, problems) = desk.level();
    assert_ne!(level, "hint");
    has(&problems.concat(), &["leads out of it"]);
}

#[test]
fn a_package_is_fetched_once_pinned_and_updated() {
    let server = Server::new();
    server.has("/agency.zip", &agency("hint"));
    let url = server.url("/agency.zip");
    let desk = Desk::new(&format!("# The desk.\nextends:\n  - {url}\n"));
    let (level, problems) = desk.level();
    assert_ne!(level, "hint");
    has(&problems.concat(), &["Some((3, 5))", &url, "has not been fetched"]);
    let (code, text) = desk.run(&["sync", "--check"]);
    assert_eq!((code, server.asked()), (1, 0), "{text}");
    has(&text, &["copydesk.yaml:3:5", "has not been fetched"]);

    let (code, text) = desk.run(&["sync"]);
    assert_eq!((code, server.asked()), (0, 1), "{text}");
    has(&desk.read("copydesk.lock"), &[&url, &hash(&agency("hint"))]);
    assert_eq!(desk.level(), ("hint", vec![]));
    assert_eq!(desk.run(&["sync", "--check"]).0, 0);
    let files = desk.project().files();
    let place = desk.path().join(format!(".copydesk/packages/{}.zip", hash(&agency("hint"))));
    assert!(files.contains(&place) && files.contains(&desk.path().join("copydesk.lock")), "{files:?}");
    assert_eq!(desk.run(&["sync"]).0, 0);
    assert_eq!(server.asked(), 1, "what is here is not fetched again");

    // Another edition is there, and nobody has asked for it.
    server.has("/agency.zip", &agency("info"));
    fs::remove_file(&place).unwrap();
    let (code, text) = desk.run(&["sync"]);
    assert_eq!(code, 2, "{text}");
    has(&text, &[&hash(&agency("hint")), &hash(&agency("info")), "sync --update"]);
    assert_eq!(desk.kept(), 0);
    let (code, text) = desk.run(&["sync", "--update"]);
    assert_eq!(code, 0, "{text}");
    assert_eq!(desk.level(), ("info", vec![]));

    // What is damaged on disk is refused, with both hashes, and fetched again.
    let place = desk.path().join(format!(".copydesk/packages/{}.zip", hash(&agency("info"))));
    fs::write(&place, agency("hint")).unwrap();
    let (level, problems) = desk.level();
    assert_ne!(level, "hint");
    has(&problems.concat(), &[&hash(&agency("hint")), &hash(&agency("info"))]);
    assert_eq!(desk.run(&["sync", "--check"]).0, 1);
    assert_eq!(desk.run(&["sync"]).0, 0);
    assert_eq!(desk.level(), ("info", vec![]));

    // A package that nothing extends any more leaves the lock.
    desk.write("copydesk.yaml", "extends: [ap]\n");
    assert_eq!(desk.run(&["sync", "--check"]).0, 1);
    assert_eq!(desk.run(&["sync"]).0, 0);
    assert!(!desk.read("copydesk.lock").contains("agency"));
}

#[test]
fn a_hash_in_the_stylebook_is_kept_to() {
    let server = Server::new();
    server.has("/agency.zip", &agency("hint"));
    let url = server.url("/agency.zip");
    let right = hash(&agency("hint"));
    for book in
        [format!("extends: \"{url}#sha256={right}\"\n"), format!("extends: [{{url: {url}, sha256: {right}}}]\n")]
    {
        let desk = Desk::new(&book);
        let (code, text) = desk.run(&["sync"]);
        assert_eq!(code, 0, "{text}");
        assert_eq!(desk.level(), ("hint", vec![]));
    }
    let wrong = "0".repeat(64);
    let desk = Desk::new(&format!("extends: {url}#sha256={wrong}\n"));
    let (code, text) = desk.run(&["sync"]);
    assert_eq!((code, desk.kept()), (2, 0), "{text}");
    has(&text, &[&wrong, &right, "copydesk.yaml:1:10"]);

    for (name, message) in [
        (format!("{url}#sha256=12"), "is no SHA-256"),
        (format!("{url}#{wrong}"), "is no hash"),
        ("http://wire.example/agency.zip".to_owned(), "by http"),
        ("https://wire.example/agency".to_owned(), "ends in .zip"),
    ] {
        let desk = Desk::new(&format!("extends: [\"{name}\"]\n"));
        has(&desk.level().1.concat(), &["Some((1, 11))", message]);
    }
}

#[test]
fn what_the_web_does_wrong_is_told() {
    let server = Server::new();
    let good = agency("hint");
    server.has("/b/agency.zip", &good);
    server.sends_to("/agency.zip", "/b/agency.zip");
    server.sends_to("/round.zip", "/round.zip");
    server.sends_to("/away.zip", "http://wire.example/agency.zip");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", good.len());
    server.says("/cut.zip", [head.as_bytes(), &good[..good.len() / 2]].concat());
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", 1u64 << 40);
    server.says("/large.zip", head);
    let desk = Desk::new(&format!("extends: [{}]\n", server.url("/agency.zip")));
    let (code, text) = desk.run(&["sync"]);
    assert_eq!(code, 0, "{text}");
    for (path, message) in [
        ("/none.zip", "404"),
        ("/round.zip", "more than 5 times"),
        ("/away.zip", "anybody on the way"),
        ("/cut.zip", "broke off"),
        ("/large.zip", "larger than 64 MB"),
    ] {
        // What can be had is had.
        let book = format!("extends: [{}, {}]\n", server.url(path), server.url("/agency.zip"));
        desk.write("copydesk.yaml", book);
        let (code, text) = desk.run(&["sync"]);
        assert_eq!((code, desk.kept()), (2, 1), "{text}");
        has(&text, &[&server.url(path), message]);
        assert_eq!(desk.level().0, "hint");
    }
    // The server is gone: what was fetched goes on working, and what is missing is said.
    let book = format!("extends: [{}, {}]\n", server.url("/other.zip"), server.url("/agency.zip"));
    drop(server);
    desk.write("copydesk.yaml", book);
    let (code, text) = desk.run(&["sync"]);
    assert_eq!(code, 2, "{text}");
    has(&text, &["/other.zip", "cannot be reached", "goes on working"]);
    assert!(!text.contains("/agency.zip:"), "{text}");
    assert_eq!(desk.level().0, "hint");
}

#[test]
fn packages_extend_packages() {
    let server = Server::new();
    server.has("/base.zip", &agency("hint"));
    server.has("/house.zip", &zip(&[("copydesk.yaml", &format!("extends: {}\n", server.url("/base.zip")))]));
    let desk = Desk::new(&format!("extends: {}\n", server.url("/house.zip")));
    let (code, text) = desk.run(&["sync"]);
    assert_eq!((code, desk.kept()), (0, 2), "{text}");
    has(&text, &["all 2 packages are here"]);
    assert_eq!(desk.level(), ("hint", vec![]));
    assert_eq!(desk.run(&["sync", "--check"]).0, 0);
}

#[test]
fn the_desk_wins_over_the_house_and_the_house_over_the_agency() {
    let desk = Desk::new("extends: [house/]\nrules:\n  quote/unclosed: info\n");
    desk.write("house/copydesk.yaml", "extends: ../agency.yaml\nrules:\n  quote/unclosed: error\n");
    desk.write("agency.yaml", "rules:\n  quote/unclosed: {level: hint, message: \"No end to this quote.\"}\n");
    let (code, text) = desk.run(&["explain", "quote/unclosed", "--why"]);
    assert_eq!(code, 0, "{text}");
    let layers: Vec<usize> =
        ["agency.yaml\n", "house/copydesk.yaml\n", "\n  copydesk.yaml\n"].map(|name| text.find(name).unwrap()).to_vec();
    assert!(layers.is_sorted(), "{text}");
    has(
        &text,
        &[
            "  level: info\n    by copydesk.yaml:3\n    not error, as house/copydesk.yaml:3 says\n    not hint, as agency.yaml:2 says\n",
            "  message: No end to this quote.\n    by agency.yaml:2\n    not ",
        ],
    );
    let (code, text) = desk.run(&["explain", "quote/unclose", "--why"]);
    assert_eq!(code, 2);
    has(&text, &["Did you mean `quote/unclosed`?"]);
    assert_eq!(desk.run(&["sync"]), (0, "no packages from the web are extended\n".to_owned()));
}

#[test]
fn without_a_stylebook_there_is_nothing_to_fetch() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk(folder);
    let (code, text) = desk.run(&["sync"]);
    assert_eq!(code, 2);
    has(&text, &["no copydesk.yaml governs this"]);
}
