using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Gova.Messaging;
using Gova.Messaging.Contracts;

namespace Gova.Benchmarks;

/// <summary>Makes messages of many communities and puts them on a topic. Ids are snowflakes of the present, so each is unique and carries its time.</summary>
internal sealed class MessageSource(MessagingOptions options, int guilds)
{
    private const long DiscordEpoch = 1_420_070_400_000;

    private static readonly string[] Phrases =
    [
        "has anyone tried the new oak finish yet?", "good morning everyone, coffee is ready",
        "I will post photos of the shelf tonight, it turned out better than I hoped", "which drill bit do you use for this?",
        "that is a really clever joint, thanks for sharing the drawing", "lol", "the meeting moved to Thursday at seven",
        "could someone look at my question in the help channel when they have a minute please", "nice work!",
    ];

    private long _sequence;

    public static long GuildId(int n) => 200_000_000_000_000_000 + n;

    /// <summary>Puts <paramref name="count"/> messages on the topic as fast as it takes them.</summary>
    public void Fill(string topic, int count)
    {
        using var producer = Build(lingerMs: 20);
        for (var i = 0; i < count; i++)
        {
            Produce(producer, topic, Next());
        }

        producer.Flush(TimeSpan.FromMinutes(2));
    }

    /// <summary>Puts messages on the topic at a steady rate, each stamped with the moment it was made.</summary>
    public async Task PaceAsync(string topic, int perSecond, TimeSpan length, CancellationToken cancellationToken)
    {
        using var producer = Build(lingerMs: 0);
        var watch = Stopwatch.StartNew();
        long sent = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (watch.Elapsed < length && await timer.WaitForNextTickAsync(cancellationToken))
        {
            for (var due = (long)(watch.Elapsed.TotalSeconds * perSecond); sent < due; sent++)
            {
                Produce(producer, topic, Next());
            }

            producer.Poll(TimeSpan.Zero);
        }

        producer.Flush(TimeSpan.FromSeconds(30));
    }

    private MessageCreatedEvent Next()
    {
        var n = _sequence++;
        var milliseconds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - DiscordEpoch;
        return new MessageCreatedEvent(
            "discord", GuildId((int)(n % guilds)), 300 + (n % 7), (milliseconds << 22) | (n & 0x3FFFFF), 0, 400 + (n % 5_000),
            "member" + (n % 5_000).ToString(CultureInfo.InvariantCulture), $"{Phrases[n % Phrases.Length]} {n}", [500, 501], "general");
    }

    private static void Produce(IProducer<string, byte[]> producer, string topic, MessageCreatedEvent message)
    {
        var record = new Message<string, byte[]>
        {
            Key = message.GuildId.ToString(CultureInfo.InvariantCulture),
            Value = Envelope.Serialize(Envelope.Create(message, TimeProvider.System.GetUtcNow())),
        };
        while (true)
        {
            try
            {
                producer.Produce(topic, record);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private IProducer<string, byte[]> Build(double lingerMs) =>
        new ProducerBuilder<string, byte[]>(options.Apply(new ProducerConfig { Acks = Acks.All, LingerMs = lingerMs })).Build();
}
