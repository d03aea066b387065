using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gova.AppHost.Local.Parts;

/// <summary>
/// Creates topics on Kafka 0.9, which has no request for it: asking for the metadata of an unknown topic makes the broker
/// create it with its num.partitions. Done before any client comes, so that none ever meets a missing topic.
/// </summary>
internal static class KafkaTopics
{
    private const short MetadataKey = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<string> Names { get; } =
    [
        "gova.messages.v1", "gova.platform-events.v1", "gova.moderators.v1", "gova.actions.v1", "gova.action-results.v1",
        "gova.billing.v1", "gova.dead-letters.v1",
    ];

    public static async Task CreateAsync(int port, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var stream = client.GetStream();
        var started = Environment.TickCount64;
        while (true)
        {
            await stream.WriteAsync(Request(names), cancellationToken);
            if (AreReady(await ReadAsync(stream, cancellationToken)))
            {
                return;
            }

            if (Environment.TickCount64 - started > Deadline.TotalMilliseconds)
            {
                throw new ResourceFailedException("kafka", "the topics were not created in time");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private static byte[] Request(IReadOnlyList<string> names)
    {
        using var body = new MemoryStream();
        void Int16(int value) => body.Write([(byte)(value >> 8), (byte)value]);
        void Int32(int value) => body.Write([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        void Text(string value)
        {
            Int16(value.Length);
            body.Write(Encoding.ASCII.GetBytes(value));
        }

        Int32(0);
        Int16(MetadataKey);
        Int16(0);
        Int32(1);
        Text("gova-host");
        Int32(names.Count);
        foreach (var name in names)
        {
            Text(name);
        }

        var request = body.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length - sizeof(int));
        return request;
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var length = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(length, cancellationToken);
        var response = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(response, cancellationToken);
        return response;
    }

    /// <summary>Every topic is there without error, and each of its partitions has a leader.</summary>
    private static bool AreReady(byte[] response)
    {
        var position = sizeof(int);
        int Int16() => BinaryPrimitives.ReadInt16BigEndian(response.AsSpan((position += 2) - 2));
        int Int32() => BinaryPrimitives.ReadInt32BigEndian(response.AsSpan((position += 4) - 4));
        void Skip(int length) => position += length;
        void SkipText() => Skip(Int16());
        void SkipInts() => Skip(Int32() * sizeof(int));

        for (var brokers = Int32(); brokers > 0; brokers--)
        {
            Int32();
            SkipText();
            Int32();
        }

        var ready = true;
        for (var topics = Int32(); topics > 0; topics--)
        {
            ready &= Int16() == 0;
            SkipText();
            var partitions = Int32();
            ready &= partitions > 0;
            for (; partitions > 0; partitions--)
            {
                ready &= Int16() == 0;
                Int32();
                ready &= Int32() >= 0;
                SkipInts();
                SkipInts();
            }
        }

        return ready;
    }
}
