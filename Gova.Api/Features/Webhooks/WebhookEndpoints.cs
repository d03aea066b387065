using Gova.Api.Auth;
using Gova.Api.Features.Webhooks.Delivery;
using Gova.Data.Teams;
using Gova.Data.Webhooks;

namespace Gova.Api.Features.Webhooks;

internal static class WebhookEndpoints
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks");
        services.AddSingleton<WebhookFeed>();
        services.AddSingleton<DeliveryQueue>();
        services.AddSingleton<DisableWebhook>();
        services.AddSingleton<IResolver, SystemResolver>();
        services.AddSingleton<GuardedHandler>();
        services.AddSingleton<WebhookSender>();
        services.AddHostedService<WebhookFeeder>();
        return services.AddHostedService<WebhookDispatcher>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}/webhooks").WithTags("webhooks").RequireAuthorization().ProducesProblem(401)
            .RequireRole(ModeratorRole.Admin).RequireScope(Scopes.WebhooksRead);
        group.MapGet("", ListWebhooks.Handle);
        group.MapPost("", CreateWebhook.Handle).RequireScope(Scopes.WebhooksWrite).ProducesProblem(409);
        group.MapGet("/{endpoint_id:guid}", GetWebhook.Handle);
        group.MapPatch("/{endpoint_id:guid}", UpdateWebhook.Handle).RequireScope(Scopes.WebhooksWrite);
        group.MapDelete("/{endpoint_id:guid}", DeleteWebhook.Handle).RequireScope(Scopes.WebhooksWrite);
        group.MapPost("/{endpoint_id:guid}/rotate", RotateSecret.Handle).RequireScope(Scopes.WebhooksWrite);
        group.MapPost("/{endpoint_id:guid}/test", SendTestEvent.Handle).RequireScope(Scopes.WebhooksWrite);
        group.MapGet("/{endpoint_id:guid}/deliveries", ListDeliveries.Handle);
        group.MapGet("/{endpoint_id:guid}/deliveries/{delivery_id:guid}", GetDelivery.Handle);
        group.MapPost("/{endpoint_id:guid}/deliveries/{delivery_id:guid}/redeliver", Redeliver.Handle)
            .RequireScope(Scopes.WebhooksWrite).ProducesProblem(409);
    }
}
