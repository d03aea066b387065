namespace Gova.Api.Auth;

/// <summary>The access token as a cookie, for pages: scripts cannot read it, and other sites' forms do not send it.</summary>
internal static class SessionCookie
{
    public const string Name = "gova_session";

    /// <summary>Readable by the page's own script, which repeats it in the header <see cref="CsrfProtection.Header"/>.</summary>
    public const string CsrfName = "gova_csrf";

    public static void Set(HttpContext http, IssuedToken token)
    {
        http.Response.Cookies.Append(Name, token.Token, Options(http, token.ExpiresAt, httpOnly: true));
        http.Response.Cookies.Append(CsrfName, token.Csrf, Options(http, token.ExpiresAt, httpOnly: false));
    }

    public static void Remove(HttpContext http)
    {
        http.Response.Cookies.Delete(Name, Options(http, expires: null, httpOnly: true));
        http.Response.Cookies.Delete(CsrfName, Options(http, expires: null, httpOnly: false));
    }

    private static CookieOptions Options(HttpContext http, DateTimeOffset? expires, bool httpOnly) => new()
    {
        HttpOnly = httpOnly,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}
