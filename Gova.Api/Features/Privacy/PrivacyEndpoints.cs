using Gova.Api.Auth;
using Gova.Data.Privacy;
using Gova.Data.Teams;

namespace Gova.Api.Features.Privacy;

internal static class PrivacyEndpoints
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.AddOptions<PrivacyOptions>().BindConfiguration("Privacy");
        services.AddSingleton<ErasureQueue>();
        services.AddSingleton<EraseMember>();
        services.AddSingleton<EraseAccount>();
        services.AddSingleton<EraseAtStripe>();
        return services.AddHostedService<ErasureRunner>();
    }

    public static void MapPrivacy(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/moderators/{id:guid}").WithTags("privacy").RequireAuthorization().ProducesProblem(401)
            .RequireRole(ModeratorRole.Admin).RequireScope(Scopes.MembersErase);
        group.MapPost("/members/{platform_user_id}/export", ExportMember.Handle).Produces<ExportMember.Response>().ProducesProblem(429);
        group.MapPost("/members/{platform_user_id}/erase", EraseMemberData.Handle);
        group.MapGet("/erasures", ListErasures.Handle);
        group.MapGet("/erasures/{erasure_id:guid}", GetErasure.Handle);
        app.MapPost("/auth/export", ExportAccount.Handle).WithTags("privacy").RequireAuthorization().ProducesProblem(401);
    }
}
