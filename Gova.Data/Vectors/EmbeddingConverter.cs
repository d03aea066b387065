using Npgsql.Internal;

namespace Gova.Data.Vectors;

#pragma warning disable NPG9001 // Npgsql's converter API is public but may change; the tests hold this file to the installed version.

/// <summary>The binary form of <c>halfvec</c>: int16 length, int16 unused, then the numbers as big-endian binary16.</summary>
internal sealed class EmbeddingConverter : PgStreamingConverter<Embedding>
{
    private const int Header = sizeof(short) * 2;

    public override Embedding Read(PgReader reader) => ReadAsync(reader, async: false, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override ValueTask<Embedding> ReadAsync(PgReader reader, CancellationToken cancellationToken = default) =>
        ReadAsync(reader, async: true, cancellationToken);

    public override Size GetSize(SizeContext context, Embedding value, ref object? writeState) =>
        Header + (value.Values.Length * sizeof(short));

    public override void Write(PgWriter writer, Embedding value) =>
        WriteAsync(writer, value, async: false, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override ValueTask WriteAsync(PgWriter writer, Embedding value, CancellationToken cancellationToken = default) =>
        WriteAsync(writer, value, async: true, cancellationToken);

    private static async ValueTask<Embedding> ReadAsync(PgReader reader, bool async, CancellationToken cancellationToken)
    {
        await BufferAsync(reader, Header, async, cancellationToken);
        var values = new Half[reader.ReadInt16()];
        _ = reader.ReadInt16();
        for (var i = 0; i < values.Length; i++)
        {
            await BufferAsync(reader, sizeof(short), async, cancellationToken);
            values[i] = BitConverter.Int16BitsToHalf(reader.ReadInt16());
        }

        return new Embedding(values);
    }

    private static async ValueTask WriteAsync(PgWriter writer, Embedding value, bool async, CancellationToken cancellationToken)
    {
        await FlushAsync(writer, Header, async, cancellationToken);
        writer.WriteInt16((short)value.Values.Length);
        writer.WriteInt16(0);
        for (var i = 0; i < value.Values.Length; i++)
        {
            await FlushAsync(writer, sizeof(short), async, cancellationToken);
            writer.WriteInt16(BitConverter.HalfToInt16Bits(value.Values[i]));
        }
    }

    private static ValueTask BufferAsync(PgReader reader, int bytes, bool async, CancellationToken cancellationToken)
    {
        if (!reader.ShouldBuffer(bytes))
        {
            return ValueTask.CompletedTask;
        }

        if (async)
        {
            return reader.BufferAsync(bytes, cancellationToken);
        }

        reader.Buffer(bytes);
        return ValueTask.CompletedTask;
    }

    private static ValueTask FlushAsync(PgWriter writer, int bytes, bool async, CancellationToken cancellationToken)
    {
        if (!writer.ShouldFlush(bytes))
        {
            return ValueTask.CompletedTask;
        }

        if (async)
        {
            return writer.FlushAsync(cancellationToken);
        }

        writer.Flush();
        return ValueTask.CompletedTask;
    }
}
