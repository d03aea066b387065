namespace Gova.Api.Http;

/// <summary>Registers how the api speaks HTTP, whatever it speaks about.</summary>
internal static class HttpExtensions
{
    private const long MaxBodyBytes = 1 << 20;

    public static WebApplicationBuilder AddGovaHttp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Complete);
        services.AddExceptionHandler<ExceptionToProblem>();
        services.AddOpenApi(OpenApi.Name, OpenApi.Configure);
        services.AddSingleton<OpenApiText>();
        return builder;
    }
}
