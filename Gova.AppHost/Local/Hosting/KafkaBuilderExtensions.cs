namespace Aspire.Hosting;

public static class KafkaBuilderExtensions
{
    private const int ContainerPort = 9092;
    private const int ContainerInternalPort = 9093;
    private static readonly string[] Listeners = ["CONTROLLER", "PLAINTEXT", "PLAINTEXT_HOST", "PLAINTEXT_INTERNAL"];

    public static IResourceBuilder<KafkaServerResource> AddKafka(
        this IDistributedApplicationBuilder builder, string name, int? port = null)
    {
        var kafka = new KafkaServerResource(name) { Image = $"{ContainerResource.Registry}/confluentinc/confluent-local:8.2.0" };
        kafka.Endpoints.Add(new(KafkaServerResource.EndpointName, "tcp", port, ContainerPort));
        kafka.Endpoints.Add(new(KafkaServerResource.InternalEndpointName, "tcp", null, ContainerInternalPort) { ContainerOnly = true });
        var host = kafka.Host.ValueExpression;
        var inner = $"{name}.bindings.{KafkaServerResource.InternalEndpointName}";
        kafka.Environment.AddRange(
        [
            new("KAFKA_LISTENERS", "PLAINTEXT://localhost:29092,CONTROLLER://localhost:29093,"
                + $"PLAINTEXT_HOST://0.0.0.0:{ContainerPort},PLAINTEXT_INTERNAL://0.0.0.0:{ContainerInternalPort}"),
            new("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", string.Join(
                ',', Listeners.Select(listener => $"{listener}:PLAINTEXT"))),
            new("KAFKA_ADVERTISED_LISTENERS", $"PLAINTEXT://{host}:29092,PLAINTEXT_HOST://{host}:{kafka.Port.ValueExpression},"
                + $"PLAINTEXT_INTERNAL://{{{inner}.host}}:{{{inner}.port}}"),
        ]);
        return builder.AddResource(kafka);
    }

    public static IResourceBuilder<KafkaServerResource> WithDataVolume(
        this IResourceBuilder<KafkaServerResource> builder, string? name = null, bool isReadOnly = false)
    {
        builder.Resource.Environment.Add(new("KAFKA_LOG_DIRS", builder.Resource.DataFolder));
        return builder.AddDataVolume(name, isReadOnly);
    }
}
