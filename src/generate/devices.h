// Phones and tablets of the generated traffic.
#pragma once

#include <array>

namespace millrace::generate {

struct AndroidDevice {
  const char* make;
  const char* brand;
  const char* model;
  const char* build;
  const char* os_version;
  int width, height;  // pixels
};

struct AppleDevice {
  const char* model;
  const char* os_version;
  int width, height;  // pixels
};

// The most frequent first.
inline constexpr std::array<AndroidDevice, 20> kAndroidDevices{{
    {"samsung", "samsung", "SM-S918B", "UP1A.231005.007", "14", 1440, 3088},
    {"samsung", "samsung", "SM-G991B", "TP1A.220624.014", "13", 1080, 2400},
    {"Xiaomi", "Redmi", "M2101K6G", "SKQ1.210908.001", "12", 1080, 2400},
    {"samsung", "samsung", "SM-A536B", "TP1A.220624.014", "13", 1080, 2400},
    {"Google", "google", "Pixel 7 Pro", "UQ1A.240205.004", "14", 1440, 3120},
    {"OPPO", "OPPO", "CPH2451", "TP1A.220905.001", "13", 1080, 2412},
    {"vivo", "vivo", "V2055A", "RP1A.200720.012", "11", 1080, 2376},
    {"HUAWEI", "HUAWEI", "ELE-L29", "HUAWEIELE-L29", "10", 1080, 2340},
    {"Xiaomi", "POCO", "M2007J20CG", "RKQ1.200826.002", "11", 1080, 2400},
    {"samsung", "samsung", "SM-G998U", "QP1A.190711.020", "11", 1440, 3200},
    {"realme", "realme", "RMX3085", "SP1A.210812.016", "12", 1080, 2400},
    {"motorola", "motorola", "moto g power (2022)", "S3RQS32.20", "12", 720, 1600},
    {"Google", "google", "Pixel 5", "RQ3A.210805.001.A1", "11", 1080, 2340},
    {"OnePlus", "OnePlus", "KB2003", "RP1A.201005.001", "11", 1080, 2400},
    {"samsung", "samsung", "SM-T870", "SP1A.210812.016", "12", 1600, 2560},
    {"Xiaomi", "Xiaomi", "M2007J3SG", "RKQ1.200826.002", "11", 1080, 2400},
    {"samsung", "samsung", "SM-A105F", "QP1A.190711.020", "10", 720, 1520},
    {"HONOR", "HONOR", "YAL-L21", "HUAWEIYAL-L21", "10", 1080, 2340},
    {"TECNO", "TECNO", "TECNO KG5p", "RP1A.200720.011", "11", 720, 1600},
    {"Amazon", "Amazon", "KFTRWI", "PS7331", "9", 1200, 1920},
}};

inline constexpr std::array<AppleDevice, 9> kAppleDevices{{
    {"iPhone15,3", "17.4.1", 1290, 2796},
    {"iPhone14,5", "17.2.1", 1170, 2532},
    {"iPhone13,2", "16.6.1", 1170, 2532},
    {"iPhone14,2", "16.6", 1170, 2532},
    {"iPhone12,1", "15.7.1", 828, 1792},
    {"iPhone10,1", "15.7.1", 750, 1334},
    {"iPad13,8", "16.6", 2048, 2732},
    {"iPad12,1", "17.4.1", 1620, 2160},
    {"iPhone9,3", "14.8.1", 750, 1334},
}};

}  // namespace millrace::generate
