import CZlib
import StowageUnits

/// Packed bytes (RFC 1952): one or more members, as `gzip` and `kubectl … | gzip >> file` write them.
package enum Gzip {
  package static func isPacked(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The most that is unpacked: far above any cluster, so that a forged file cannot fill the memory.
  private static let mostBytes = 8 << 30

  package static func unpack(_ bytes: UnsafeRawBufferPointer, source: String) throws(InputError) -> [UInt8] {
    var stream = z_stream()
    // 15 is the largest window; 16 more select the gzip format.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      preconditionFailure("zlib cannot start")
    }
    defer { inflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: sizeGuess(bytes))
    var (read, written) = (0, 0)
    while read < bytes.count {
      if written == output.count {
        guard written < mostBytes else {
          throw InputError("TooLarge", object: source, rule: "unpacks to more than \(mostBytes >> 30) GiB")
        }
        output.append(contentsOf: repeatElement(0, count: output.count))
      }
      let step = inflateStep(&stream, bytes, read, &output, written)
      read += step.read
      written += step.written
      switch step.status {
      case Z_STREAM_END:
        // Bytes behind a member that begin no other one are padding.
        guard isPacked(UnsafeRawBufferPointer(rebasing: bytes[read...])) else { read = bytes.count; break }
        inflateReset(&stream)
      case Z_OK, Z_BUF_ERROR:
        if read == bytes.count && written < output.count { throw damaged(source, "it is cut off") }
      default: throw damaged(source, "it is damaged")
      }
    }
    output.removeLast(output.count - written)
    return output
  }

  /// The size of one member stands in its last four bytes; a little more is right for one member and a good start
  /// for several. Deflate packs at most 1032 to 1, so that a forged size cannot ask for much.
  private static func sizeGuess(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count >= 18 else { return 1 << 12 }
    let stated = bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)
    return max(1 << 12, min(Int(UInt32(littleEndian: stated)), bytes.count * 1032) + 1)
  }

  private static func inflateStep(
    _ stream: inout z_stream, _ bytes: UnsafeRawBufferPointer, _ read: Int, _ output: inout [UInt8],
    _ written: Int
  ) -> (status: Int32, read: Int, written: Int) {
    let input = UnsafeMutableRawPointer(mutating: bytes.baseAddress! + read).assumingMemoryBound(
      to: UInt8.self)
    let inputCount = UInt32(clamping: bytes.count - read)
    let outputCount = UInt32(clamping: output.count - written)
    stream.next_in = input
    stream.avail_in = inputCount
    stream.avail_out = outputCount
    let status = output.withUnsafeMutableBufferPointer { buffer in
      stream.next_out = buffer.baseAddress! + written
      return inflate(&stream, Z_NO_FLUSH)
    }
    return (status, Int(inputCount - stream.avail_in), Int(outputCount - stream.avail_out))
  }

  private static func damaged(_ source: String, _ what: String) -> InputError {
    InputError("InvalidGzip", object: source, rule: "cannot be unpacked: \(what)")
  }

  /// One member without name or time, so that the same bytes are packed to the same bytes.
  package static func pack(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    guard
      deflateInit2_(
        &stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        == Z_OK
    else { preconditionFailure("zlib cannot start") }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    var input = bytes
    let status = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    precondition(status == Z_STREAM_END, "zlib packed \(stream.total_in) of \(bytes.count) bytes: \(status)")
    output.removeLast(Int(stream.avail_out))
    return output
  }
}
