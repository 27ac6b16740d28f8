import StowageUnits

/// A piece of work for the micro benchmarks: one kernel of the program on data that is the same every time.
///
/// The kernels are `package` code, and benchmarks are a package of their own: this target is the door between them.
public struct Workload: Sendable {
  public let name: String
  /// Does the work once and gives a number that depends on all of it, so that none of it is optimised away.
  public let run: @Sendable () -> Int

  init(_ name: String, _ run: @escaping @Sendable () -> Int) {
    self.name = name
    self.run = run
  }

  public static var all: [Workload] { reading + packing + pricing + scores }
}
