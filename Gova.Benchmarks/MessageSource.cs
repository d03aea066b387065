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

    /// <summary>Short answers, which every community repeats.</summary>
    private static readonly string[] Answers = ["lol", "nice work!", "good morning everyone", "yes, thanks", "see you later"];

    private static readonly string[] Words =
    [
        .. ("the a my our your this that some every new old small big blue green wooden early late quick slow simple clever next last first second "
            + "drill saw bench shelf table chair drawer door window lamp cable glue paint varnish oak pine board joint hinge screw nail clamp "
            + "workshop garden kitchen garage meeting photo drawing plan question answer channel message link video guide price shop weekend "
            + "tonight tomorrow yesterday monday thursday seven ten twenty and or but because when while after before with without under over "
            + "build cut sand measure draw paint fix try finish start order buy bring find show share ask read watch wait help think hope like").Split(' '),
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
            "member" + (n % 5_000).ToString(CultureInfo.InvariantCulture), Text(n), [500, 501], "general");
    }

    /// <summary>As people chat: now and then what everybody says, mostly a sentence that nobody said before.</summary>
    private static string Text(long n)
    {
        var random = new Random((int)n);
        return n % 5 == 0 ? Answers[random.Next(Answers.Length)] : string.Join(' ', random.GetItems(Words, random.Next(4, 16)));
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
