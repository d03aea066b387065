using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Data.Emails;

/// <summary>
/// What an email says: its members fill the template of its name, in snake_case. The name of <see cref="VerifyEmail"/> is
/// <c>verify_email</c>, with a text and an HTML part among the api's templates.
/// </summary>
public abstract record Email
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new ReadableTime() },
    };

    /// <summary>Which template.</summary>
    public string TemplateName() => NameOf(GetType());

    /// <summary>JSON object of what fills it.</summary>
    public string Data() => JsonSerializer.Serialize(this, GetType(), Options);

    /// <summary>The template of a kind of email.</summary>
    public static string NameOf(Type email) => JsonNamingPolicy.SnakeCaseLower.ConvertName(email.Name);

    /// <summary>Times as people read them.</summary>
    private sealed class ReadableTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture));
    }
}

/// <summary>The code that proves an address.</summary>
public sealed record VerifyEmail(string Username, string Code, int Minutes) : Email;

/// <summary>A notice that somebody gave the account's address as theirs: to open an account, or to change theirs.</summary>
public sealed record AddressInUse(string Username, DateTimeOffset At) : Email;

/// <summary>The code that lets somebody set a new password.</summary>
public sealed record ResetPassword(string Username, string Code, int Minutes) : Email;

/// <summary>The code that confirms a change.</summary>
/// <param name="Change">What it does, e.g. <c>change your password</c>.</param>
public sealed record ConfirmChange(string Username, string Change, string Code, int Minutes) : Email;

/// <summary>A notice to the account's address, for the case that it was somebody else.</summary>
public sealed record PasswordChanged(string Username, DateTimeOffset At) : Email;

/// <summary>A notice to the address that was the account's.</summary>
public sealed record EmailChanged(string Username, DateTimeOffset At) : Email;

/// <summary>A notice of a sign-in from where there was none before.</summary>
public sealed record NewSignIn(string Username, DateTimeOffset At, string IpAddress, string Device) : Email;

/// <summary>A notice that the account is gone.</summary>
public sealed record AccountDeleted(string Username, DateTimeOffset At) : Email;

/// <summary>A notice that no more messages are judged today.</summary>
public sealed record QuotaReached(string Username, string Tier, int MessagesPerDay, DateTimeOffset ResetsAt) : Email;

/// <summary>A notice that much, or all, of what the account's tier allows in a day is used.</summary>
/// <param name="What">E.g. <c>messages</c>.</param>
/// <param name="Effect">What it means, as a sentence.</param>
public sealed record UsageWarning(
    string Username, string Tier, int Percent, string What, string Used, string Limit, string Effect, DateTimeOffset ResetsAt) : Email;

/// <summary>An invitation to help with a moderator.</summary>
/// <param name="Token">What accepts it.</param>
public sealed record TeamInvitation(string InvitedBy, string Moderator, string Role, string Token, DateTimeOffset ExpiresAt) : Email;

/// <summary>A notice that an endpoint failed for so long that nothing is sent there any more.</summary>
public sealed record WebhookDisabled(string Username, string Moderator, string Url, string Reason) : Email;

/// <summary>What somebody wrote on the contact form, to the support's address.</summary>
public sealed record ContactMessage(string Name, string ReplyTo, string Message) : Email;
