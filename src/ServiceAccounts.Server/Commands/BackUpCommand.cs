using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Server.Commands;

/// <summary><c>--backup FILE</c>: copies the database, and names the certificate without which the copy is worth nothing.</summary>
internal sealed class BackUpCommand(
    IDatabase database, ServerCertificates certificates, IOptions<CertificateOptions> options, TextWriter terminal)
{
    public async Task<int> RunAsync(string file, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file);
        try
        {
            await database.BackUpAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{CommandLine.BackUp}: {e.Message}", e);
        }

        var protection = certificates.Protection;
        var where = options.Value.Protection ?? Path.Combine(options.Value.Directory, DevelopmentCertificates.ProtectionFile);
        await terminal.WriteLineAsync($"""
            The database '{database.Name}' has been copied to '{path}', and the copy has been checked.
            It is of use only with the protection certificate, which belongs to the backup; keep it, but not in the same place:
              file        {Path.GetFullPath(where)}
              subject     {protection.Subject}
              SHA-256     {protection.GetCertHashString(HashAlgorithmName.SHA256)}
            After a restore run {CommandLine.Restored} before the server starts.
            """);
        return 0;
    }
}
