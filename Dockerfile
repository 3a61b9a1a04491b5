# For systems without apt: docker build -t kaya . && docker run --rm -v "$PWD/runs:/kaya/runs" kaya demo
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble
RUN apt-get update && apt-get install -y --no-install-recommends \
        libtorch-dev g++ libopenblas0-openmp gdal-bin libxgboost0 libsvm3 fonts-wqy-microhei git \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /kaya
COPY . .
RUN ./kaya --version
ENTRYPOINT ["./kaya"]
CMD ["--help"]
