using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Server.Hosting;

/// <summary>Reads the CAs of client certificates that the settings name.</summary>
internal static class ClientAuthoritySettings
{
    private const string Setting = $"{CertificateOptions.Section}:{nameof(CertificateOptions.ClientAuthorities)}";

    /// <summary>The CAs; none where the settings name none. What is wrong with them is noted.</summary>
    public static DefaultAuthorities Open(CertificateOptions options, TimeProvider time, Settings settings)
    {
        if (options.ClientAuthorities is not { } path)
        {
            return new DefaultAuthorities(CertificateAuthorities.None);
        }

        CertificateAuthorities? authorities = null;
        var problem = $"There is no file {path}.";
        try
        {
            if (File.Exists(path) && CertificateAuthorities.TryRead(File.ReadAllText(path), out authorities, out problem))
            {
                problem = authorities.WhyUnusable(time.GetUtcNow());
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"The file {path} cannot be read: {e.Message}";
        }

        if (problem is not null)
        {
            settings.Add(Setting, problem, "/etc/serviceaccounts/client-ca.pem");
        }

        return new DefaultAuthorities(authorities ?? CertificateAuthorities.None);
    }
}
