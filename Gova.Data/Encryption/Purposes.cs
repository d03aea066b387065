namespace Gova.Data.Encryption;

/// <summary>What encrypted texts are for. With each stands the id that it is bound to.</summary>
public static class Purposes
{
    /// <summary>By the account's id.</summary>
    public const string ConnectionAccessToken = "platform_connections.access_token";

    /// <summary>By the account's id.</summary>
    public const string ConnectionRefreshToken = "platform_connections.refresh_token";

    /// <summary>By the account's id.</summary>
    public const string OauthVerifier = "oauth_states.code_verifier";

    /// <summary>By the endpoint's id; the present secret and the previous one, which changes its column.</summary>
    public const string WebhookSecret = "webhook_endpoints.secret";

    /// <summary>By the moderator's id; it goes to the client and is never stored.</summary>
    public const string ActionSelection = "actions.selection";

    /// <summary>Belongs to the installation: <see cref="Guid.Empty"/>.</summary>
    public const string DataProtectionKey = "data_protection_keys.xml";
}
