using System.Threading.RateLimiting;
using Gova.Api.Auth;
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
            ClientAddress.Of(http),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = perHour, Window = TimeSpan.FromHours(1) })));
        return builder;
    }

    public static void MapContact(this IEndpointRouteBuilder app) =>
        app.MapPost("/public/contact-us", ContactUs.Handle).WithTags("public").RequireRateLimiting(Limit)
            .ProducesProblem(429).ProducesProblem(503);
}
