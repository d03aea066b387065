using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Simulators.Community;
using Gova.Simulators.Control;
using Gova.Simulators.Discord;
using Gova.Simulators.Llm;
using Gova.Simulators.Stripe;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gova.Simulators;

/// <summary>The host and its parts; tests start it the same way as the program does.</summary>
internal static class SimulatorHost
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<SimulatorOptions>, SimulatorOptionsValidator>();
        services.AddOptions<SimulatorOptions>().BindConfiguration(SimulatorOptions.Section).ValidateOnStart();
        services.ConfigureHttpJsonOptions(json => WriteSnakeCase(json.SerializerOptions));
        services.AddProblemDetails();
        services.AddHealthChecks();
        services.AddDiscord();
        services.AddLlm();
        services.AddStripe();
        services.AddCommunity();
        services.AddControl();

        var app = builder.Build();
        app.UseStatusCodePages();
        app.UseWebSockets();
        app.MapHealthChecks("/health");
        app.MapHealthChecks("/alive");
        app.MapDiscord();
        app.MapLlm();
        app.MapStripe();
        app.MapControl();
        app.SeedDemoGuild();
        return app;
    }

    private static void WriteSnakeCase(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }
}
