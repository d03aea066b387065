using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gova.ServiceDefaults;

/// <summary>
/// Traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and spans as JSON lines when
/// <c>GOVA_TELEMETRY_DIR</c> is. Registers the SDK by hand and listens to the sources that .NET itself has: stands in for
/// OpenTelemetry.Extensions.Hosting and the instrumentation packages.
/// </summary>
internal static class Telemetry
{
    private static readonly string[] Sources = ["Gova.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
        ["Gova.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql"];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var overOtlp = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var directory = builder.Configuration["GOVA_TELEMETRY_DIR"];
        var service = builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName;
        if (!overOtlp && string.IsNullOrWhiteSpace(directory))
        {
            return;
        }

        var resource = ResourceBuilder.CreateDefault().AddService(service);
        builder.Services.AddHostedService(_ => new Providers(BuildTraces(resource, overOtlp, directory, service), BuildMetrics(resource, overOtlp)));
        if (overOtlp)
        {
            builder.Logging.AddOpenTelemetry(logging =>
            {
                logging.SetResourceBuilder(resource);
                logging.IncludeFormattedMessage = true;
                logging.IncludeScopes = true;
                logging.AddOtlpExporter();
            });
        }
    }

    private static TracerProvider BuildTraces(ResourceBuilder resource, bool overOtlp, string? directory, string service)
    {
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddProcessor(new NoiseFilter());
        if (overOtlp)
        {
            traces.AddOtlpExporter();
        }

        if (!string.IsNullOrWhiteSpace(directory))
        {
            traces.AddProcessor(new BatchActivityExportProcessor(new JsonLinesExporter(directory, service), scheduledDelayMilliseconds: 200));
        }

        return traces.Build();
    }

    private static MeterProvider? BuildMetrics(ResourceBuilder resource, bool overOtlp) =>
        overOtlp ? Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter().Build() : null;

    /// <summary>Flushes and ends the providers with the host.</summary>
    private sealed class Providers(TracerProvider traces, MeterProvider? metrics) : IHostedService, IDisposable
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(2_000);
            metrics?.ForceFlush(2_000);
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            traces.Dispose();
            metrics?.Dispose();
        }
    }

    /// <summary>Drops what says nothing: health probes, and queries of idle loops that belong to no trace.</summary>
    private sealed class NoiseFilter : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            var isProbe = data.GetTagItem("url.path") is "/health" or "/alive";
            var isIdleQuery = data.Source.Name == "Npgsql" && data.ParentSpanId == default;
            if (isProbe || isIdleQuery)
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }
}
