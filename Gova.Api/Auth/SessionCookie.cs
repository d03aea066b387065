namespace Gova.Api.Auth;

/// <summary>A session as cookies, for pages: scripts cannot read its tokens, and other sites' forms do not send them.</summary>
internal static class SessionCookie
{
    /// <summary>The access token.</summary>
    public const string Name = "gova_session";

    /// <summary>The refresh token, which only the account's own routes are sent.</summary>
    public const string RefreshName = "gova_refresh";

    /// <summary>Readable by the page's own script, which repeats it in the header <see cref="CsrfProtection.Header"/>.</summary>
    public const string CsrfName = "gova_csrf";

    private const string RefreshPath = "/auth";

    public static void Set(HttpContext http, IssuedSession session)
    {
        SetAccess(http, session.Access);
        http.Response.Cookies.Append(
            RefreshName, session.RefreshToken, Options(http, session.RefreshExpiresAt, SameSiteMode.Strict, RefreshPath));
        http.Response.Cookies.Append(CsrfName, session.Csrf!, Options(http, session.RefreshExpiresAt, httpOnly: false));
    }

    /// <summary>Replaces the access token of a session that is there.</summary>
    public static void SetAccess(HttpContext http, IssuedToken token) =>
        http.Response.Cookies.Append(Name, token.Token, Options(http, token.ExpiresAt));

    public static void Remove(HttpContext http)
    {
        http.Response.Cookies.Delete(Name, Options(http, expires: null));
        http.Response.Cookies.Delete(RefreshName, Options(http, expires: null, SameSiteMode.Strict, RefreshPath));
        http.Response.Cookies.Delete(CsrfName, Options(http, expires: null, httpOnly: false));
    }

    private static CookieOptions Options(
        HttpContext http, DateTimeOffset? expires, SameSiteMode sameSite = SameSiteMode.Lax, string path = "/", bool httpOnly = true) => new()
    {
        HttpOnly = httpOnly,
        SameSite = sameSite,
        Secure = http.Request.IsHttps,
        Path = path,
        Expires = expires,
        IsEssential = true,
    };
}
