//! Asks the linked library for a plan: rustc plan.rs -L lib -l StowageABI; ./plan catalogs < request.json
use std::ffi::{c_char, CStr, CString};
use std::io::Read;

#[repr(C)]
struct Engine {
    _private: [u8; 0],
}

extern "C" {
    fn stowage_create(options: *const c_char) -> *mut Engine;
    fn stowage_call(engine: *mut Engine, request: *const c_char) -> *mut c_char;
    fn stowage_free_answer(answer: *mut c_char);
    fn stowage_free(engine: *mut Engine);
}

fn main() {
    let folder = std::env::args().nth(1).expect("a folder of catalogs");
    let options = CString::new(format!("{{\"catalogDirs\": [{folder:?}]}}")).unwrap();
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("a request");
    let request = CString::new(text).expect("a request without a zero byte");

    // Sound: the engine is used by this thread alone and freed last, and the answer is copied before it is freed.
    unsafe {
        let engine = stowage_create(options.as_ptr());
        assert!(!engine.is_null());
        let answer = stowage_call(engine, request.as_ptr());
        println!("{}", CStr::from_ptr(answer).to_string_lossy());
        stowage_free_answer(answer);
        stowage_free(engine);
    }
}
