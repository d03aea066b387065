namespace Gova.Api.Auth;

/// <summary>What an api key may be made for.</summary>
internal static class Scopes
{
    public const string ModeratorsRead = "moderators:read";
    public const string ModeratorsWrite = "moderators:write";
    public const string EvaluationsRead = "evaluations:read";
    public const string ActionsRead = "actions:read";
    public const string ActionsWrite = "actions:write";
    public const string TeamRead = "team:read";
    public const string TeamWrite = "team:write";
    public const string WebhooksRead = "webhooks:read";
    public const string WebhooksWrite = "webhooks:write";
    public const string AuditRead = "audit:read";
    public const string MembersErase = "members:erase";
    public const string BillingRead = "billing:read";
    public const string BillingWrite = "billing:write";

    public static readonly string[] All =
    [
        ModeratorsRead, ModeratorsWrite, EvaluationsRead, ActionsRead, ActionsWrite, TeamRead, TeamWrite, WebhooksRead, WebhooksWrite,
        AuditRead, MembersErase, BillingRead, BillingWrite,
    ];

    /// <summary>
    /// Lets api keys of that scope in; of a group and its endpoint, the endpoint's counts. Without a scope an endpoint is closed to api keys.
    /// </summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredScope(scope));
}

/// <summary>The scope that an endpoint asks of an api key.</summary>
internal sealed record RequiredScope(string Scope);
