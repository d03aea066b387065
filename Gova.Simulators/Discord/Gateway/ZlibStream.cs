using System.IO.Compression;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>Transport compression: one zlib stream per connection, flushed after every frame.</summary>
internal sealed class ZlibStream : IDisposable
{
    private readonly MemoryStream output = new();
    private readonly ZLibStream deflate;

    public ZlibStream() => deflate = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true);

    public ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> frame)
    {
        output.SetLength(0);
        deflate.Write(frame);
        deflate.Flush();
        return output.ToArray();
    }

    public void Dispose()
    {
        deflate.Dispose();
        output.Dispose();
    }
}
