using System.Buffers.Binary;

namespace Gova.Data;

/// <summary>Reads the time that a UUIDv7 carries.</summary>
public static class VersionSevenTime
{
    /// <summary>To the millisecond.</summary>
    public static DateTimeOffset CreatedAt(this Guid versionSeven)
    {
        Span<byte> bytes = stackalloc byte[16];
        versionSeven.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
    }
}
