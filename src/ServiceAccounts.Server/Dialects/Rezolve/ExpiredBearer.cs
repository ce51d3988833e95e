using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>
/// Tells a client that its JWT has run out, by what the JWT says of itself: whoever sent it could read that too, so nothing is
/// told of whether it was ever good.
/// </summary>
internal static class ExpiredBearer
{
    private const string Scheme = "Bearer ";

    /// <summary>Whether the credential of a refused request is a JWT whose time had come when it was refused.</summary>
    public static bool IsSentIn(HttpRequest request, Refusal refusal)
    {
        var header = request.Headers.Authorization.ToString();
        if (refusal != Refusal.Unauthenticated || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var now = request.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        try
        {
            return new JsonWebToken(header[Scheme.Length..].Trim()) is { ValidTo: var end } && end != DateTime.MinValue && end <= now;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return false;
        }
    }
}
