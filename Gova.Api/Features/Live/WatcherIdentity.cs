using System.Security.Claims;
using Gova.Api.Auth;

namespace Gova.Api.Features.Live;

/// <summary>Who watches, and what the stream was opened with: ended, it ends the stream.</summary>
/// <param name="SessionId">The sign-in; null when there is none.</param>
/// <param name="ApiKeyId">The api key; null when it is a person.</param>
internal sealed record WatcherIdentity(Guid UserId, Guid? SessionId = null, Guid? ApiKeyId = null)
{
    public static WatcherIdentity Of(ClaimsPrincipal user) => new(
        user.Id(), Id(user.FindFirstValue(GovaClaims.Session)), Id(user.FindFirstValue(GovaClaims.ApiKey)));

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
