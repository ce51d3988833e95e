using System.Globalization;
using System.Text.RegularExpressions;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>
/// The version that a request names, and the one that answers it: the newest on or before that date, of that stability or a
/// higher one. There is one, and it is generally available, so every stability has it.
/// </summary>
internal static partial class SnykVersion
{
    public const string Parameter = "version";

    /// <summary>The form of what is asked for: a date, a stability, or both.</summary>
    public const string Form =
        "^(wip|work-in-progress|experimental|beta|((([0-9]{4})-([0-1][0-9]))-((3[01])|(0[1-9])|([12][0-9]))(~(wip|work-in-progress|experimental|beta))?))$";

    private const string Served = "2023-09-07";
    private const string Stage = "ga";
    private const int DateLength = 10;

    /// <summary>Why no version answers; null where one does.</summary>
    public static Refusal? WhyNone(HttpContext http) => Requested(http) switch
    {
        null => SnykErrors.OfQuery(
            Parameter, $"It is required, once: a date such as {Served}, with ~beta, ~experimental or ~wip if need be, or one of these words."),
        var version when !IsOfForm(version) => SnykErrors.OfQuery(
            Parameter, $"It is no version: send a date such as {Served}, with ~beta, ~experimental or ~wip if need be, or one of these words."),
        var version when !IsServed(version) => new Refusal(
            StatusCodes.Status404NotFound, "version_not_found", $"There was no version then. The first is {Served}: send version={Served}, or a later date."),
        _ => null,
    };

    /// <summary>Says in the headers of an answer which request it is to, and which version.</summary>
    public static void Tell(HttpContext http, DateTimeOffset now)
    {
        var headers = http.Response.Headers;
        headers["snyk-request-id"] = Guid.CreateVersion7(now).ToString();
        if (http.Request.Path.StartsWithSegments(SnykDialect.Rest) && Requested(http) is { } version && IsOfForm(version))
        {
            headers["snyk-version-requested"] = version;
            if (IsServed(version))
            {
                headers["snyk-version-served"] = Served;
                headers["snyk-version-lifecycle-stage"] = Stage;
            }
        }
    }

    private static string? Requested(HttpContext http) => http.Request.Query[Parameter] is [{ Length: > 0 } only] ? only : null;

    // The end of a pattern also matches before a line feed, which is no character for a header.
    private static bool IsOfForm(string version) =>
        !version.EndsWith('\n') && Pattern().IsMatch(version) && (!char.IsAsciiDigit(version[0]) || DateOf(version) is not null);

    private static bool IsServed(string version) => !char.IsAsciiDigit(version[0]) || DateOf(version) >= DateOf(Served);

    private static DateOnly? DateOf(string version) =>
        DateOnly.TryParseExact(version[..DateLength], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    [GeneratedRegex(Form)]
    private static partial Regex Pattern();
}
