using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gova.Messaging;

/// <summary>Registers publishing and consuming. Stands in for Aspire.Confluent.Kafka's client registration.</summary>
public static class MessagingExtensions
{
    /// <summary>Adds the publisher, the topic names and a health check that asks the broker for its metadata.</summary>
    public static IHostApplicationBuilder AddGovaMessaging(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MessagingOptions>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                configuration.GetSection("Kafka").Bind(options);
                options.BootstrapServers = configuration.GetConnectionString("kafka") ?? "";
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<MessagingOptions>>().Value);
        services.AddSingleton(provider => Topics.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<KafkaPublisher>();
        services.AddSingleton<IEventPublisher>(provider => provider.GetRequiredService<KafkaPublisher>());
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<BatchRetry>();
        services.AddTransient<TopicTail>();
        services.AddTransient<TopicCreator>();
        services.AddHealthChecks().AddCheck<KafkaHealthCheck>("kafka", tags: ["ready"]);
        return builder;
    }

    /// <summary>Adds a consumer that hands <paramref name="settings"/>' topics to <typeparamref name="THandler"/> for as long as the host runs.</summary>
    public static IServiceCollection AddRecordConsumer<THandler>(this IServiceCollection services, Func<Topics, ConsumerSettings> settings)
        where THandler : class, IRecordHandler
    {
        services.AddSingleton<THandler>();
        services.AddSingleton<IHostedService>(provider => new ConsumerHost(new KafkaConsumer(
            settings(provider.GetRequiredService<Topics>()),
            provider.GetRequiredService<MessagingOptions>(),
            provider.GetRequiredService<THandler>(),
            provider.GetRequiredService<BatchRetry>(),
            provider.GetRequiredService<ILogger<KafkaConsumer>>())));
        return services;
    }

    private sealed class ConsumerHost(KafkaConsumer consumer) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => consumer.RunAsync(stoppingToken);
    }
}
