using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;

namespace Gova.Messaging;

/// <summary>How to reach Kafka. Bound from <c>ConnectionStrings:kafka</c> and the section <c>Kafka</c>.</summary>
public sealed class MessagingOptions
{
    /// <summary>Bootstrap servers, <c>host:port[,host:port]</c>.</summary>
    [Required(ErrorMessage = "ConnectionStrings:kafka is missing: set it to the broker's host:port.")]
    public string BootstrapServers { get; set; } = "";

    /// <summary>Empty for a current broker; <c>0.9</c> for the local one, which has no idempotent producer and no version request.</summary>
    [RegularExpression("^(0\\.9)?$", ErrorMessage = "Kafka:Compatibility must be empty or 0.9.")]
    public string Compatibility { get; set; } = "";

    /// <summary>Prepended to every topic name.</summary>
    [RegularExpression("^[A-Za-z0-9._-]*$", ErrorMessage = "Kafka:TopicPrefix may hold letters, digits, '.', '_' and '-' only.")]
    public string TopicPrefix { get; set; } = "";

    /// <summary>How long a record may wait for the broker's acknowledgement before its publishing fails.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Kafka:DeliveryTimeout must be between a second and an hour.")]
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromMinutes(2);

    internal bool IsLegacyBroker => Compatibility == "0.9";

    internal T Apply<T>(T config)
        where T : ClientConfig
    {
        config.BootstrapServers = BootstrapServers;
        config.SocketKeepaliveEnable = true;
        config.ReconnectBackoffMs = 100;
        config.ReconnectBackoffMaxMs = 2_000;
        if (IsLegacyBroker)
        {
            config.ApiVersionRequest = false;
            config.BrokerVersionFallback = "0.9.0.1";
        }

        return config;
    }
}
