using System.Collections.Immutable;

namespace ServiceAccounts.Protocol.OAuth;

/// <summary>A request to one of the OAuth endpoints that clients authenticate at, read whole and well-formed; nothing in it is believed yet.</summary>
public sealed class OAuthRequest
{
    private readonly FormParameters _form;

    private OAuthRequest(FormParameters form, RequestHead head, BasicCredentials? basic, ImmutableArray<string> scopes)
    {
        _form = form;
        Head = head;
        Basic = basic;
        Scopes = scopes;
    }

    /// <summary>What came beside the body.</summary>
    public RequestHead Head { get; }

    /// <summary>The credentials of the <c>Authorization</c> header, where it has any.</summary>
    public BasicCredentials? Basic { get; }

    /// <summary>The scopes asked for, each once; empty where the client leaves the choice to us.</summary>
    public ImmutableArray<string> Scopes { get; }

    /// <summary>The <c>grant_type</c>.</summary>
    public string? GrantType => _form["grant_type"];

    /// <summary>The <c>client_id</c> of the body.</summary>
    public string? ClientId => _form["client_id"];

    /// <summary>The <c>client_secret</c> of the body.</summary>
    public string? ClientSecret => _form["client_secret"];

    /// <summary>The <c>client_assertion</c> (RFC 7521 section 4.2).</summary>
    public string? ClientAssertion => _form["client_assertion"];

    /// <summary>The <c>client_assertion_type</c> (RFC 7521 section 4.2).</summary>
    public string? ClientAssertionType => _form["client_assertion_type"];

    /// <summary>The <c>assertion</c> of a grant (RFC 7521 section 4.1).</summary>
    public string? Assertion => _form["assertion"];

    /// <summary>The <c>subject_token</c> (RFC 8693 section 2.1).</summary>
    public string? SubjectToken => _form["subject_token"];

    /// <summary>The <c>subject_token_type</c> (RFC 8693 section 2.1).</summary>
    public string? SubjectTokenType => _form["subject_token_type"];

    /// <summary>The <c>actor_token</c> (RFC 8693 section 2.1).</summary>
    public string? ActorToken => _form["actor_token"];

    /// <summary>The <c>actor_token_type</c> (RFC 8693 section 2.1).</summary>
    public string? ActorTokenType => _form["actor_token_type"];

    /// <summary>The <c>requested_token_type</c> (RFC 8693 section 2.1).</summary>
    public string? RequestedTokenType => _form["requested_token_type"];

    /// <summary>The <c>resource</c> (RFC 8707 section 2).</summary>
    public string? Resource => _form["resource"];

    /// <summary>The <c>audience</c> (RFC 8693 section 2.1), which clients of other servers send instead of <c>resource</c>.</summary>
    public string? Audience => _form["audience"];

    /// <summary>The <c>token</c> to be introspected (RFC 7662 section 2.1) or revoked (RFC 7009 section 2.1).</summary>
    public string? Token => _form["token"];

    /// <summary>Puts a body and what came beside it together.</summary>
    public static Result<OAuthRequest> Read(ReadOnlySpan<byte> body, RequestHead head)
    {
        BasicCredentials? basic = null;
        if (head.Authorization is { } authorization)
        {
            if (!BasicCredentials.IsBasic(authorization))
            {
                return OAuthError.InvalidClient("The Authorization header names a scheme other than Basic: send Basic, or the credential in the body.", FailureCause.Malformed);
            }

            if (!BasicCredentials.TryParse(authorization, out basic))
            {
                return OAuthError.InvalidRequest("The Authorization header is not Basic with base64 of client_id:client_secret.", "No line break, no other alphabet, one colon between.");
            }
        }

        var form = FormParameters.Parse(body);
        if (!form.Succeeded)
        {
            return form.Error;
        }

        return ScopeList.TryParse(form.Value["scope"], out var scopes)
            ? new OAuthRequest(form.Value, head, basic, scopes)
            : OAuthError.InvalidScope(
                "The scope parameter is malformed.",
                $"The scope parameter is malformed: send at most {ScopeList.MaxCount} names of printable ASCII, parted by spaces.") with
            {
                ClientId = form.Value["client_id"] ?? basic?.ClientId,
            };
    }
}
