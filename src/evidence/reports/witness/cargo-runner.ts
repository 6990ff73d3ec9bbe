/**
 * What is put at the end of each crate's root file while its tests are built: a runner in place of Rust's own, which
 * reports to the witness under a key, and the canary. No unsafe code, since a crate may forbid it: the key comes on
 * stdin, and the lines that bear it go to stdout, among whatever tests print there. MODULE is a name of its own.
 */
export const CARGO_RUNNER = String.raw`

#[cfg(test)]
#[allow(warnings, clippy::all)]
mod MODULE {
    extern crate std;
    extern crate test;
    use self::std::prelude::v1::*;
    use self::std::{any::Any, cell::RefCell, collections::VecDeque, env, format, io, panic, process, sync, thread};
    use self::std::io::{Read, Write};

    std::thread_local! { static PLACE: RefCell<String> = RefCell::new(String::new()); }

    trait Outcome { fn wrong(self) -> Option<String>; }
    impl Outcome for () { fn wrong(self) -> Option<String> { None } }
    impl Outcome for Result<(), String> { fn wrong(self) -> Option<String> { self.err() } }

    fn message(payload: Box<dyn Any + Send>) -> String {
        match payload.downcast_ref::<&'static str>() {
            Some(text) => String::from(*text),
            None => match payload.downcast_ref::<String>() { Some(text) => text.clone(), None => String::new() },
        }
    }

    fn hex(text: &str) -> String { text.bytes().map(|byte| format!("{:02x}", byte)).collect() }

    struct Test { name: String, ignored: bool, panics: Option<Option<String>>, call: Box<dyn FnOnce() -> Option<String> + Send> }

    fn outcome(test: Test) -> String {
        let call = test.call;
        PLACE.with(|place| place.borrow_mut().clear());
        let ended = panic::catch_unwind(panic::AssertUnwindSafe(move || call()));
        let place = PLACE.with(|place| place.borrow().clone());
        let (wrong, panicked) = match ended { Ok(None) => (None, false), Ok(Some(text)) => (Some(text), false), Err(payload) => (Some(message(payload)), true) };
        let failed = match (&test.panics, &wrong) {
            // What panicked and was caught did so somewhere between here and the test.
            (None, None) => return format!("passed - {}", if place.is_empty() { String::from("-") } else { hex(&place) }),
            (Some(None), Some(_)) if panicked => return format!("passed - -"),
            (Some(Some(part)), Some(text)) if panicked && text.contains(part.as_str()) => return format!("passed - -"),
            (None, Some(text)) => text.clone(),
            _ => String::from("assertion: it did not panic as it should"),
        };
        format!("failed {} {}", hex(&failed.chars().take(240).collect::<String>()), hex(&place))
    }

    pub fn run(tests: &[&self::test::TestDescAndFn]) {
        let mut key = String::new();
        io::stdin().read_to_string(&mut key).ok();
        let key = String::from(key.trim());
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if let Some(at) = info.location() { PLACE.with(|place| *place.borrow_mut() = format!("{}:{}", at.file(), at.line())); }
            // The canary is wrong many times over, which is of no interest to anybody.
            if !thread::current().name().unwrap_or("").contains("MODULE") { before(info); }
        }));
        let words: Vec<String> = env::args().skip(1).collect();
        let has = |word: &str| words.iter().any(|one| one == word);
        let skipped: Vec<&str> = words.iter().filter_map(|word| word.strip_prefix("--skip=")).collect();
        let names: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
        let threads = words.iter().filter_map(|word| word.strip_prefix("--test-threads=")).filter_map(|n| n.parse::<usize>().ok()).next().unwrap_or(2);
        let chosen = |name: &str| {
            if name.contains("MODULE") { return true; }
            let exact = has("--exact");
            let fits = |part: &str| if exact { name == part } else { name.contains(part) };
            (names.is_empty() || names.iter().any(|part| fits(part))) && !skipped.iter().any(|part| fits(part))
        };
        let mut waiting = VecDeque::new();
        for one in tests.iter() {
            let name = one.desc.name.as_slice();
            if !chosen(name) || (has("--ignored") && !one.desc.ignore && !name.contains("MODULE")) { continue; }
            let panics = match one.desc.should_panic {
                self::test::ShouldPanic::No => None,
                self::test::ShouldPanic::Yes => Some(None),
                self::test::ShouldPanic::YesWithMessage(text) => Some(Some(String::from(text))),
            };
            let ignored = one.desc.ignore && !has("--ignored") && !has("--include-ignored");
            if let self::test::StaticTestFn(call) = one.testfn {
                waiting.push_back(Test { name: String::from(name), ignored, panics, call: Box::new(move || call().wrong()) });
            }
        }
        let count = waiting.len();
        let shared = sync::Arc::new(sync::Mutex::new(waiting));
        let said = sync::Arc::new(sync::Mutex::new(false));
        let workers: Vec<_> = (0..threads.max(1)).map(|_| {
            let (shared, said, key) = (shared.clone(), said.clone(), key.clone());
            thread::spawn(move || loop {
                let next = shared.lock().unwrap().pop_front();
                let test = match next { Some(test) => test, None => return };
                let (name, is_canary) = (test.name.clone(), test.name.contains("MODULE"));
                // A thread for each test, as Rust's own runner has it.
                let ended = if test.ignored { String::from("skipped - -") } else {
                    thread::Builder::new().name(name.clone()).spawn(move || outcome(test)).unwrap().join().unwrap_or(String::from("failed - -"))
                };
                if !is_canary && ended.starts_with("failed") { *said.lock().unwrap() = true; }
                let line = format!("\n{} test {} {}\n", key, hex(&name), ended);
                let out = io::stdout();
                let mut out = out.lock();
                out.write_all(line.as_bytes()).ok();
                out.flush().ok();
            })
        }).collect();
        for worker in workers { worker.join().ok(); }
        let out = io::stdout();
        let mut out = out.lock();
        out.write_all(format!("\n{} done {}\n", key, count).as_bytes()).ok();
        out.flush().ok();
        process::exit(if *said.lock().unwrap() { 101 } else { 0 });
    }

    // Without the names above: a macro of the crate's own and the one that was brought in would be at odds.
    mod inner {
        pub fn claim(number: i32) {
            let own = |number: i32| number;
            match number {
                0 => assert!(own(1) == 2),
                1 => assert_eq!(own(1), 2),
                2 => assert_ne!(own(1), 1),
                3 => panic!("wrong"),
                _ => { Err::<(), i32>(own(1)).unwrap() }
            }
        }
    }

    #[test]
    fn canary() {
        for number in 0..5 {
            if panic::catch_unwind(move || inner::claim(number)).is_ok() { return; }
            if panic::catch_unwind(move || super::MODULE_claim(number)).is_ok() { return; }
        }
        super::MODULE_claim(1);
    }
}

// The same at the root, where a name that is imported would stand for another macro.
#[cfg(test)]
#[allow(warnings, clippy::all)]
fn MODULE_claim(number: i32) {
    match number {
        0 => assert!(number == 2),
        1 => assert_eq!(number, 2),
        2 => assert_ne!(number, 2),
        3 => panic!("wrong"),
        _ => { Err::<(), i32>(number).unwrap() }
    }
}
`;

/**
 * What is put at the end of every other file that holds tests: the same claims again, each a canary. A macro with the name
 * of an assertion is known from where it is defined to the end of that file, tests below it included.
 */
export const CARGO_CLAIMS = String.raw`

#[cfg(test)]
#[allow(warnings, clippy::all)]
#[test]
fn MODULE_0() { let own = |number: i32| number; assert!(own(1) == 2); }
#[cfg(test)]
#[allow(warnings, clippy::all)]
#[test]
fn MODULE_1() { let own = |number: i32| number; assert_eq!(own(1), 2); }
#[cfg(test)]
#[allow(warnings, clippy::all)]
#[test]
fn MODULE_2() { let own = |number: i32| number; assert_ne!(own(1), 1); }
#[cfg(test)]
#[allow(warnings, clippy::all)]
#[test]
fn MODULE_3() { panic!("assertion: none") }
`;
