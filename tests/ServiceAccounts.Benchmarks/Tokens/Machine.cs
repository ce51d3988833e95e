using System.Runtime.InteropServices;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>Where and when a run was made: figures mean nothing without it.</summary>
internal sealed record Machine(DateTimeOffset At, string Processor, int Processors, string System, string Framework, long MemoryMebibytes, string Driver)
{
    public static Machine This(string driver) => new(
        TimeProvider.System.GetUtcNow(), ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_048_576, driver);

    /// <inheritdoc />
    public override string ToString() => $"{At:yyyy-MM-dd HH:mm} UTC, {Processors} x {Processor}, {MemoryMebibytes} MiB, {System}, {Framework}, {Driver}";

    private static string ProcessorName()
    {
        const string File = "/proc/cpuinfo";
        var line = global::System.IO.File.Exists(File)
            ? global::System.IO.File.ReadLines(File).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
