using System.Diagnostics.CodeAnalysis;

namespace ServiceAccounts.Protocol.OAuth;

/// <summary>The parameters of a form body: each at most once, the empty ones left out (RFC 6749 section 3.2).</summary>
public sealed class FormParameters
{
    /// <summary>The most bytes that a body may have.</summary>
    public const int MaxBodyBytes = 32 * 1024;

    /// <summary>The most parameters that a body may have.</summary>
    public const int MaxCount = 64;

    private static readonly (byte[] Encoded, string Text)[] Known =
    [
        ("grant_type"u8.ToArray(), "grant_type"),
        ("client_credentials"u8.ToArray(), "client_credentials"),
        ("client_id"u8.ToArray(), "client_id"),
        ("client_secret"u8.ToArray(), "client_secret"),
        ("scope"u8.ToArray(), "scope"),
        ("resource"u8.ToArray(), "resource"),
        ("client_assertion"u8.ToArray(), "client_assertion"),
        ("client_assertion_type"u8.ToArray(), "client_assertion_type"),
        ("urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"u8.ToArray(), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
    ];

    private readonly List<Parameter> _parameters = new(6);

    private FormParameters()
    {
    }

    /// <summary>The value of a parameter, or null where it is absent or empty.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var parameter in _parameters)
            {
                if (string.Equals(parameter.Name, name, StringComparison.Ordinal))
                {
                    return parameter.Value.Length == 0 ? null : parameter.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Reads a whole body; <c>invalid_request</c> names what is wrong with it.</summary>
    public static Result<FormParameters> Parse(ReadOnlySpan<byte> body)
    {
        if (body.Length > MaxBodyBytes)
        {
            return OAuthError.InvalidRequest("The body is larger than 32768 bytes.", "Ask for fewer scopes, or send a shorter assertion.");
        }

        var form = new FormParameters();
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (!pair.IsEmpty && !form.TryAdd(pair, out var error))
            {
                return error;
            }
        }

        return form;
    }

    private bool TryAdd(ReadOnlySpan<byte> pair, [NotNullWhen(false)] out OAuthError? error)
    {
        var equals = pair.IndexOf((byte)'=');
        var encodedName = equals < 0 ? pair : pair[..equals];
        var encodedValue = equals < 0 ? [] : pair[(equals + 1)..];

        error = null;
        if (_parameters.Count == MaxCount)
        {
            error = OAuthError.InvalidRequest("The body has more than 64 parameters.", "Send those of the grant alone.");
        }
        else if (!TryDecode(encodedName, out var name) || !TryDecode(encodedValue, out var value))
        {
            error = OAuthError.InvalidRequest("A parameter is not valid percent-encoded UTF-8, or has a NUL character.", "Encode the body as application/x-www-form-urlencoded in UTF-8.");
        }
        else if (Contains(name))
        {
            error = OAuthError.InvalidRequest("A parameter is there more than once.", "Send each once; several scopes are one parameter, parted by spaces.");
        }
        else
        {
            _parameters.Add(new Parameter(name, value));
        }

        return error is null;
    }

    // What nearly every request has is not made anew for each.
    private static bool TryDecode(ReadOnlySpan<byte> encoded, out string text)
    {
        foreach (var (bytes, known) in Known)
        {
            if (encoded.SequenceEqual(bytes))
            {
                text = known;
                return true;
            }
        }

        return FormDecoder.TryDecode(encoded, out text);
    }

    private bool Contains(string name)
    {
        foreach (var parameter in _parameters)
        {
            if (string.Equals(parameter.Name, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct Parameter(string Name, string Value);
}
