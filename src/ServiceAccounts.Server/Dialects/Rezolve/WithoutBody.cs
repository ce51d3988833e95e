using System.Text;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>Refuses a body where there is none to send: whoever sends one expects something of it. An empty object is none.</summary>
internal sealed class WithoutBody : IEndpointFilter
{
    // An object without members, and some space around.
    private const int MaxEmptyLength = 16;

    private static readonly Refusal Refused = Refusal.Invalid("(body)", "The request has no body, and nothing in it would be heeded: send none.");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await IsEmptyAsync(context.HttpContext.Request) ? await next(context) : new RefusalResult(Refused);

    // The middleware of the surface has the whole of it in memory, where there is one.
    private static async Task<bool> IsEmptyAsync(HttpRequest request)
    {
        if (!request.Body.CanSeek || request.Body.Length == 0)
        {
            return true;
        }

        if (request.Body.Length > MaxEmptyLength)
        {
            return false;
        }

        var bytes = new byte[MaxEmptyLength];
        request.Body.Position = 0;
        var length = await request.Body.ReadAtLeastAsync(bytes, MaxEmptyLength, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        var text = Encoding.UTF8.GetString(bytes, 0, length).Trim();
        return text.Length == 0 || (text[0] == '{' && text[^1] == '}' && string.IsNullOrWhiteSpace(text[1..^1]));
    }
}
