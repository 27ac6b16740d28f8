import Glibc

private let run = FuzzRun()
/// Named by the environment, as libFuzzer keeps the arguments to itself.
private let target = getenv("FUZZ_TARGET").flatMap { FuzzTarget(rawValue: String(cString: $0)) }

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  guard let target else { fatalError("FUZZ_TARGET is none of json, quantity, request") }
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  if bytes.count > target.longest { return -1 }
  if let fault = run.run(target, bytes) { fatalError(fault) }
  return 0
}
