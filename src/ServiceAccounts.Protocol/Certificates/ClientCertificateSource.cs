namespace ServiceAccounts.Protocol.Certificates;

/// <summary>Whether the client's certificate can come to the server at all: what cannot is not announced (RFC 8414 section 2).</summary>
/// <param name="CanArrive">Whether https endpoints ask for one, or a proxy sends it in a header.</param>
public sealed record ClientCertificateSource(bool CanArrive);
