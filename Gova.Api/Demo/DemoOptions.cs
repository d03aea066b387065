namespace Gova.Api.Demo;

/// <summary>Section <c>Demo</c>: set by the host where no Discord server is configured. All three or nothing.</summary>
internal sealed class DemoOptions
{
    public string Email { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The simulated server.</summary>
    public string GuildId { get; set; } = "";

    public bool IsSet => Email.Length > 0 && Password.Length > 0 && GuildId.Length > 0;
}
