using Confluent.Kafka;
using Gova.AppHost.Local.Parts;
using Gova.Messaging;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.AppHost.Local;

public sealed class KafkaTopicsTests(LocalServices services)
{
    [Fact]
    public void The_host_creates_the_topics_that_messaging_names() =>
        Assert.Equal(new Topics().All.Order(), KafkaTopics.Names.Order());

    [Fact]
    public async Task Topics_are_created_with_their_partitions_and_twice_is_no_error()
    {
        Assert.SkipWhen(LocalServices.KafkaCompatibility is null, "this broker is not the local one");
        var bootstrap = await services.KafkaAsync(TestContext.Current.CancellationToken);
        var port = int.Parse(bootstrap.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        var topic = services.NewTopicPrefix() + "made";

        await KafkaTopics.CreateAsync(port, [topic], TestContext.Current.CancellationToken);
        await KafkaTopics.CreateAsync(port, [topic], TestContext.Current.CancellationToken);

        var configuration = new AdminClientConfig
        {
            BootstrapServers = bootstrap,
            ApiVersionRequest = false,
            BrokerVersionFallback = "0.9.0.1",
        };
        using var client = new AdminClientBuilder(configuration).Build();
        var found = client.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Single(metadata => metadata.Topic == topic);
        Assert.Equal(Topics.Partitions, found.Partitions.Count);
    }
}
