using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gova.Messaging;

/// <summary>Healthy while the broker answers a metadata request within two seconds.</summary>
internal sealed class KafkaHealthCheck(KafkaPublisher publisher, MessagingOptions options) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await Task.Run(() =>
            {
                using var admin = new DependentAdminClientBuilder(publisher.Handle).Build();
                return admin.GetMetadata(Timeout);
            }, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (KafkaException e)
        {
            return HealthCheckResult.Unhealthy($"Kafka at {options.BootstrapServers} does not answer: {e.Error.Reason}");
        }
    }
}
