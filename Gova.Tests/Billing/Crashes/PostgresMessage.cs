using System.Buffers.Binary;
using System.Text;

namespace Gova.Tests.Billing.Crashes;

/// <summary>A message of the Postgres protocol: a letter, the length of the rest including itself, and the rest.</summary>
internal sealed record PostgresMessage(byte Type, byte[] Bytes)
{
    private const int Header = 5;
    private const int TlsRequest = 80877103;
    private const int GssRequest = 80877104;

    public static async Task<PostgresMessage> ReadAsync(Stream from, CancellationToken cancellationToken)
    {
        var header = new byte[Header];
        await from.ReadExactlyAsync(header, cancellationToken);
        var bytes = new byte[1 + BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        header.CopyTo(bytes, 0);
        await from.ReadExactlyAsync(bytes.AsMemory(Header), cancellationToken);
        return new PostgresMessage(header[0], bytes);
    }

    /// <summary>Hands on a client's first words, which have no letter; encryption is declined.</summary>
    public static async Task PassStartupAsync(Stream client, Stream server, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = new byte[sizeof(int)];
            await client.ReadExactlyAsync(length, cancellationToken);
            var bytes = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            length.CopyTo(bytes, 0);
            await client.ReadExactlyAsync(bytes.AsMemory(sizeof(int)), cancellationToken);
            if (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(sizeof(int))) is not (TlsRequest or GssRequest))
            {
                await server.WriteAsync(bytes, cancellationToken);
                return;
            }

            await client.WriteAsync("N"u8.ToArray(), cancellationToken);
        }
    }

    /// <summary>A text within it that ends with a zero.</summary>
    /// <param name="start">Counted from behind the header.</param>
    /// <returns>With where the next one starts.</returns>
    public (string Text, int End) Text(int start)
    {
        var rest = Bytes.AsSpan(Header + start);
        var length = rest.IndexOf((byte)0);
        return (Encoding.UTF8.GetString(rest[..length]), start + length + 1);
    }
}
