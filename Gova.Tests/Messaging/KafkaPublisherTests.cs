using Gova.Messaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.Messaging;

public sealed class KafkaPublisherTests
{
    [Fact]
    public void Disposing_twice_does_no_harm()
    {
        var publisher = new KafkaPublisher(new MessagingOptions { BootstrapServers = "127.0.0.1:1" }, NullLogger<KafkaPublisher>.Instance);

        publisher.Dispose();
        publisher.Dispose();
    }
}
