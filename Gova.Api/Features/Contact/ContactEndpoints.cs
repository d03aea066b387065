using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Gova.Api.Features.Contact;

internal static class ContactEndpoints
{
    private const string Limit = "contact";
    private const int DefaultPerHour = 5;

    public static WebApplicationBuilder AddContact(this WebApplicationBuilder builder)
    {
        var perHour = builder.Configuration.GetValue("RateLimits:ContactPerHour", DefaultPerHour);
        builder.Services.Configure<RateLimiterOptions>(options => options.AddPolicy(Limit, http => RateLimitPartition.GetFixedWindowLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = perHour, Window = TimeSpan.FromHours(1) })));
        return builder;
    }

    public static void MapContact(this IEndpointRouteBuilder app) =>
        app.MapPost("/public/contact-us", ContactUs.Handle).WithTags("public").RequireRateLimiting(Limit)
            .ProducesProblem(429).ProducesProblem(503);
}
